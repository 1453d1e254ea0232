package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Workload;
import atelier.torch.Precision;
import atelier.training.TrainingSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From a protocol to a run's resolved settings: defaults, a person's settings, then the budget. */
public final class Planner {
    /** Images per second of the budget for which a first guess of the defaults is made. */
    private static final long GUESS = 200;

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
        S settings = resolver.model(type, type.defaults(workload));
        return new RunPlan<>(type, settings, shape, training, protocol.device());
    }

    /**
     * A plan and how its length was found.
     *
     * @param calibration null where no clock was asked
     */
    record Resolved<S extends Record>(RunPlan<S> plan, Budget.@Nullable Calibration calibration) {}

    /** Settings with the budget turned into images; the defaults are looked up again for that number. */
    <S extends Record> Resolved<S> resolve(ModelType<S> type, ImageDataset data, long seed) {
        Long images = protocol.images();
        if (images != null) {
            RunPlan<S> plan = plan(type, data, seed, images);
            BatchMemory.require(plan, data.train());
            return new Resolved<>(plan, null);
        }
        Duration budget = protocol.budget();
        if (budget == null) {
            throw new IllegalArgumentException("neither a budget nor a number of images is given");
        }
        RunPlan<S> first = plan(type, data, seed, Math.max(1, GUESS * budget.toMillis() / 1000));
        BatchMemory.require(first, data.train());
        Budget.Calibration glance = Budget.glance(first, data.train(), budget);
        RunPlan<S> second = plan(type, data, seed, Budget.images(first, glance, budget));
        // Another network for this length has another speed.
        BatchMemory.require(second, data.train());
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
