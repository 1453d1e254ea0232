package atelier.model.flow;

import static org.bytedeco.pytorch.global.torch.pixel_shuffle;
import static org.bytedeco.pytorch.global.torch.pixel_unshuffle;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.model.part.AutoencoderDefaults;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Flow matching (Lipman et al. 2022, arXiv 2210.02747): a network learns the velocity at which noise turns into
 * pictures along straight lines, and generating means following it. A draw of noise e, a picture y and a time t give the
 * point x = (1-t) e + t y on the line, whose velocity is y - e; the loss is the squared error of the network's velocity
 * at x (equation 23 with sigma_min = 0, which is rectified flow, Liu et al. 2022, arXiv 2209.03003, equation 1). Times
 * are logit-normal (Esser et al. 2024, arXiv 2403.03206, equation 19): the middle of the way is the hardest.
 *
 * <p>A latent is a picture of noise, so Z is the number of a picture's values, and the same latent always gives the same
 * picture. Not for many pictures per second: each takes some tens of passes through the network. Not for giving a picture
 * back: it has no encoder.
 */
public final class Flow implements GenerativeModel {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of flow matching.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage and way
     * @param medianTime the time below and above which half of the training lies, more than 0 and less than 1
     * @param timeSpread standard deviation of the logit of the time
     * @param labelDropout part of the training pictures that are shown without their class, for guidance
     * @param steps steps from noise to a picture, 1 to 100
     * @param solver how a step is made
     * @param guidance how far to go from the velocity of any class to that of the class and beyond it (Ho and Salimans
     *     2022, arXiv 2207.12598): 1 is the class as it is and costs nothing, more is likelier and less varied and costs
     *     twice the time
     */
    public record Settings(
            int width,
            int depth,
            double medianTime,
            double timeSpread,
            double labelDropout,
            int steps,
            Solver solver,
            double guidance) {
        /** Refuses values that nothing can be done with. */
        public Settings {
            require(medianTime > 0 && medianTime < 1, "medianTime is " + medianTime + ", expected between 0 and 1");
            require(labelDropout <= 1, "labelDropout is " + labelDropout + ", expected at most 1");
            require(steps >= 1 && steps <= 100, "steps is " + steps + ", expected 1 to 100");
        }

        private static void require(boolean condition, String problem) {
            if (!condition) {
                throw new IllegalArgumentException(problem);
            }
        }
    }

    /** Places of the largest stage that are computed at a time when generating: what is on the way stays in the cache. */
    private static final int PLACES_AT_A_TIME = 1 << 12;

    private final Settings settings;
    private final ImageShape shape;
    private final UNet network;
    private final StagePlan plan;

    private Flow(Settings settings, ImageShape shape, Parameters parameters) {
        this.settings = settings;
        this.shape = shape;
        network = new UNet(parameters.group("velocity"), shape, settings.width(), settings.depth());
        plan = network.plan();
    }

    /** Resolutions and widths of the network for pictures of this shape, with so many channels at the smallest stage. */
    public static StagePlan plan(ImageShape shape, int width) {
        return UNet.plan(shape, width);
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(new Phase("velocity", List.of("velocity"), List.of(), this::loss));
    }

    private Tensor loss(StepContext step) {
        Tensor pictures = fold(step.images());
        Tensor noise = fold(pictureShaped(step.normal("noise", shape.values())));
        Tensor times = times(step);
        Tensor points = noise.lerp(pictures, times.view(-1, 1, 1, 1));
        Tensor loss = torch.mse_loss(network.forward(points, times, labels(step)), pictures.sub(noise));
        step.report("velocity", loss);
        return loss;
    }

    /** Logit-normal times [N], one stream per picture. */
    private Tensor times(StepContext step) {
        float[] times = new float[step.count()];
        for (int i = 0; i < times.length; i++) {
            double normal = step.stream("time", i).nextNormal();
            times[i] = (float) logitNormal(settings.medianTime(), settings.timeSpread(), normal);
        }
        return Torch.fromFloats(times, times.length)
                .to(step.images().device(), step.images().scalar_type());
    }

    /** The time whose logit lies {@code spread} times {@code normal} from that of {@code median}. */
    static double logitNormal(double median, double spread, double normal) {
        return 1 / (1 + (1 - median) / median * StrictMath.exp(-spread * normal));
    }

    /** The step's classes, some of them replaced by the number that stands for any class. */
    private @Nullable Tensor labels(StepContext step) {
        Tensor labels = step.labels();
        if (labels == null) {
            return null;
        }
        long[] dropped = new long[step.count()];
        for (int i = 0; i < dropped.length; i++) {
            dropped[i] = step.stream("class dropped", i).nextDouble() < settings.labelDropout() ? 1 : 0;
        }
        Tensor mask = Torch.fromLongs(dropped, dropped.length).to(labels.device(), ScalarType.Bool);
        return labels.masked_fill(mask, Torch.scalar(shape.labels()));
    }

    private Tensor pictureShaped(Tensor values) {
        return values.view(-1, shape.channels(), shape.size(), shape.size());
    }

    /** [N,C,H,W] to [N,F,h,w], channels-last. */
    private Tensor fold(Tensor pictures) {
        Tensor folded = plan.fold() == 1 ? pictures : pixel_unshuffle(pictures, plan.fold());
        return folded.contiguous(MemoryFormat.ChannelsLast);
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        int top = plan.sides().get(plan.count() - 1);
        int piece = Math.max(1, PLACES_AT_A_TIME / (top * top));
        int count = Math.toIntExact(latents.size(0));
        List<Tensor> pieces = new ArrayList<>();
        for (int from = 0; from < count; from += piece) {
            int length = Math.min(piece, count - from);
            pieces.add(follow(latents.narrow(0, from, length), labels == null ? null : labels.narrow(0, from, length)));
        }
        return pieces.size() == 1 ? pieces.get(0) : torch.cat(Torch.list(pieces), 0);
    }

    /** Noise [n,Z] to pictures [n,C,H,W] along the velocity. */
    private Tensor follow(Tensor noise, @Nullable Tensor labels) {
        Tensor start = fold(pictureShaped(noise));
        Tensor end = settings.solver().integrate((x, time) -> velocity(x, time, labels), start, settings.steps());
        return plan.fold() == 1 ? end : pixel_shuffle(end, plan.fold());
    }

    /** The velocity at one time for all, [N,F,h,w]. */
    private Tensor velocity(Tensor x, double time, @Nullable Tensor labels) {
        Tensor times = x.new_full(new long[] {x.size(0)}, Torch.scalar(time));
        Tensor withClass = network.forward(x, times, labels);
        if (labels == null || settings.guidance() == 1) {
            return withClass;
        }
        Tensor any = labels.new_full(new long[] {labels.size(0)}, Torch.scalar(shape.labels()));
        Tensor anyClass = network.forward(x, times, any.to(ScalarType.Long));
        return anyClass.lerp(withClass, Torch.scalar(settings.guidance()));
    }

    @Override
    public List<String> generatorGroups() {
        return List.of("velocity");
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int latentSize() {
        return shape.values();
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "flow",
                    "flow",
                    "flow matching, neither VAE nor GAN: for varied pictures and steady training; not for quick samples",
                    "Lipman et al. 2023, arXiv 2210.02747",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            return new Settings(StagePlan.width(workload.totalImages()), 1, 0.5, 1, 0.1, 10, Solver.HEUN, 1);
        }

        @Override
        public void require(Settings settings, ImageShape shape) {
            if (settings.guidance() != 1 && !shape.conditional()) {
                throw new IllegalArgumentException("guidance is " + settings.guidance()
                        + ", but no classes are learned that it could go towards; expected 1");
            }
        }

        @Override
        public Optimization optimization(Workload workload) {
            return AutoencoderDefaults.optimization(workload, 1e-3);
        }

        @Override
        public List<String> samplingSettings() {
            return List.of("steps", "solver", "guidance");
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new Flow(settings, shape, parameters);
        }
    }
}
