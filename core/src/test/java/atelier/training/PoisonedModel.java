package atelier.training;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A model that is poisoned in the first phase of some steps. */
record PoisonedModel(GenerativeModel model, Place place, double poison, Predicate<StepContext> poisoned)
        implements GenerativeModel {
    /** What the poison is put into. */
    enum Place {
        /** One picture. */
        PICTURE,
        /** The loss, and so every gradient. */
        LOSS,
        /** The gradients, of a loss that is finite. */
        GRADIENT
    }

    @Override
    public List<Phase> phases(Progress progress) {
        List<Phase> phases = new ArrayList<>(model.phases(progress));
        Phase first = phases.get(0);
        phases.set(0, new Phase(first.name(), first.groups(), first.frozen(), step -> loss(first, step), first.pace()));
        return phases;
    }

    private Tensor loss(Phase first, StepContext step) {
        boolean now = poisoned.test(step);
        if (now && place == Place.PICTURE) {
            step.images().narrow(0, 0, 1).fill_(Torch.scalar(poison));
        }
        Tensor loss = first.loss().of(step);
        if (!now || place == Place.PICTURE) {
            return loss;
        }
        return place == Place.LOSS ? loss.mul(Torch.scalar(poison)) : loss.add(ToyModel.steep(loss, poison));
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
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return model.decode(latents, labels);
    }
}
