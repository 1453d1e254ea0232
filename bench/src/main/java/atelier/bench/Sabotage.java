package atelier.bench;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.Workload;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** A GAN that is spoilt from {@link #FROM} of the run on; until then, and but for that, it is the model it wraps. */
final class Sabotage<S extends Record> extends ModelType<S> {
    /** Part of the run after which the plant is there. */
    static final double FROM = 0.4;

    /** How a run is spoilt. */
    enum Plant {
        /** Not at all. */
        NONE,
        /** One picture per class, whatever the latent. */
        CONSTANT,
        /** Two pictures per class. */
        TWO_MODES,
        /** The generator hardly learns, the discriminator learns twice as fast. */
        STRONG_DISCRIMINATOR
    }

    private static final double HARDLY = 0.02;
    private static final double TWICE = 2;
    private static final String GENERATOR = "generator";

    private final ModelType<S> type;
    private final Plant plant;

    /** Whether training is so far; the networks that draw pictures are copies, which are not told. */
    private final AtomicBoolean there = new AtomicBoolean();

    Sabotage(ModelType<S> type, Plant plant) {
        super(type.name(), type.family(), type.summary(), type.paper(), type.settingsType());
        this.type = type;
        this.plant = plant;
    }

    @Override
    public S defaults(Workload workload) {
        return type.defaults(workload);
    }

    @Override
    public Optimization optimization(Workload workload) {
        return type.optimization(workload);
    }

    @Override
    public GenerativeModel build(S settings, ImageShape shape, Parameters parameters) {
        GenerativeModel model = type.build(settings, shape, parameters);
        return plant == Plant.NONE ? model : new Spoilt(model);
    }

    private final class Spoilt implements GenerativeModel {
        private final GenerativeModel model;

        Spoilt(GenerativeModel model) {
            this.model = model;
        }

        @Override
        public List<Phase> phases(Progress progress) {
            there.set(progress.fraction() >= FROM);
            List<Phase> phases = model.phases(progress);
            return plant == Plant.STRONG_DISCRIMINATOR && there.get()
                    ? phases.stream().map(Sabotage::uneven).toList()
                    : phases;
        }

        @Override
        public Tensor decode(Tensor latents, @Nullable Tensor labels) {
            if (!there.get() || plant == Plant.STRONG_DISCRIMINATOR) {
                return model.decode(latents, labels);
            }
            Tensor one = torch.ones_like(latents).mul(Torch.scalar(0.5));
            Tensor which = latents.narrow(1, 0, 1).sign();
            return model.decode(plant == Plant.CONSTANT ? one : one.mul(which), labels);
        }

        @Override
        public ImageShape shape() {
            return model.shape();
        }

        @Override
        public int latentSize() {
            return model.latentSize();
        }

        @Override
        public List<String> generatorGroups() {
            return model.generatorGroups();
        }

        @Override
        public @Nullable Tensor judge(Tensor images, @Nullable Tensor labels) {
            return model.judge(images, labels);
        }

        @Override
        public boolean hasDiscriminator() {
            return model.hasDiscriminator();
        }
    }

    private static Phase uneven(Phase phase) {
        double factor = phase.name().equals(GENERATOR) ? HARDLY : TWICE;
        Phase.Pace pace =
                new Phase.Pace(phase.pace().rate() * factor, phase.pace().beta1());
        return new Phase(phase.name(), phase.groups(), phase.frozen(), phase.loss(), pace);
    }
}
