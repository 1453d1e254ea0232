package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Workload;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Parameters;
import atelier.torch.Precision;
import atelier.training.TrainingSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From a protocol to a run's resolved settings: defaults, a person's settings, then the budget. */
public final class Planner {
    /** Images per second of the budget for which a first guess of the defaults is made. */
    private static final long GUESS = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Protocol protocol;
    private final SettingsResolver resolver;

    /** A planner of runs by this protocol, with its settings over the defaults. */
    public Planner(Protocol protocol) {
        this.protocol = protocol;
        resolver = new SettingsResolver(protocol.overrides());
    }

    /** Settings without calibration: for a dry run, or where the number of images is given. */
    public <S extends Record> RunPlan<S> plan(ModelType<S> type, ImageDataset data, long seed, long images) {
        ImageShape shape = protocol.shape(data);
        Workload workload = new Workload(shape, data.train().count(), images);
        Precision precision =
                protocol.precision() != null ? protocol.precision() : Precision.fastest(protocol.device());
        TrainingSettings base =
                TrainingSettings.of(type.optimization(workload), seed, images, protocol.threads(), precision);
        TrainingSettings training = resolver.training(type, base);
        S settings = resolver.model(type, type.defaults(workload), shape);
        requireSensible(type, settings, shape);
        return new RunPlan<>(type, settings, shape, training, protocol.device());
    }

    /**
     * Refuses settings that no run of this model on these pictures can be made with, before anything is trained.
     *
     * @throws AtelierException with {@link Exit#USAGE}
     */
    public void require(ModelType<?> type, ImageDataset data) {
        Long images = protocol.images();
        RunPlan<?> plan = plan(type, data, 1, images == null ? guess() : images);
        try (Parameters parameters = new Parameters()) {
            GenerativeModel unused = plan.build().apply(parameters);
        } catch (IllegalArgumentException problem) {
            throw new AtelierException(Exit.USAGE, type.name() + ": " + problem.getMessage() + ".", problem);
        }
    }

    /** Images of a run before anything of its speed is known. */
    private long guess() {
        Duration budget = protocol.budget();
        if (budget == null) {
            throw new IllegalArgumentException("neither a budget nor a number of images is given");
        }
        return Math.max(1, GUESS * budget.toMillis() / 1000);
    }

    /** A latent longer than what it is to say would learn nothing of its own. */
    private static void requireSensible(ModelType<?> type, Record settings, ImageShape shape) {
        int latentSize = JSON.valueToTree(settings).path("latentSize").asInt();
        if (latentSize > shape.values()) {
            throw new AtelierException(
                    Exit.USAGE,
                    "%s.latentSize is %d, expected at most %d, the values of a picture of %d x %d x %d."
                            .formatted(
                                    type.name(),
                                    latentSize,
                                    shape.values(),
                                    shape.size(),
                                    shape.size(),
                                    shape.channels()));
        }
    }

    /**
     * A plan and how its length was found.
     *
     * @param calibration null where no clock was asked
     */
    record Resolved<S extends Record>(RunPlan<S> plan, Budget.@Nullable Calibration calibration) {}

    private static void requireMemory(RunPlan<?> plan, ImageDataset data) {
        HeapSpace.require(plan);
        BatchMemory.require(plan, data.train());
    }

    /** Whether a step takes the same memory. */
    private static boolean hasSameStep(RunPlan<?> one, RunPlan<?> other) {
        return one.modelSettings().equals(other.modelSettings())
                && one.training().batchSize() == other.training().batchSize();
    }

    /** Settings with the budget turned into images; the defaults are looked up again for that number. */
    <S extends Record> Resolved<S> resolve(ModelType<S> type, ImageDataset data, long seed) {
        Long images = protocol.images();
        if (images != null) {
            RunPlan<S> plan = plan(type, data, seed, images);
            requireMemory(plan, data);
            return new Resolved<>(plan, null);
        }
        RunPlan<S> first = plan(type, data, seed, guess());
        Duration budget = Objects.requireNonNull(protocol.budget());
        requireMemory(first, data);
        Budget.Calibration glance = Budget.glance(first, data.train(), budget);
        RunPlan<S> second = plan(type, data, seed, Budget.images(first, glance, budget));
        // Another network for this length has another speed.
        if (!hasSameStep(first, second)) {
            requireMemory(second, data);
        }
        Budget.Calibration calibration =
                Budget.calibrate(second, data.train(), budget, glance).after(glance.seconds());
        long possible = Budget.images(second, calibration, budget);
        if (resolver.value("training.totalImages") != null
                || resolver.value(type.name() + ".training.totalImages") != null) {
            return new Resolved<>(second, null);
        }
        RunPlan<S> last = new RunPlan<>(
                type,
                second.modelSettings(),
                second.shape(),
                resolver.training(
                        type,
                        TrainingSettings.of(
                                type.optimization(new Workload(
                                        second.shape(), data.train().count(), possible)),
                                seed,
                                possible,
                                protocol.threads(),
                                second.training().precision())),
                protocol.device());
        return new Resolved<>(last, calibration);
    }
}
