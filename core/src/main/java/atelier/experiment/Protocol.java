package atelier.experiment;

import atelier.data.DataOptions;
import atelier.data.ImageDataset;
import atelier.data.StackedGreys;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.torch.Device;
import atelier.torch.Precision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How runs are trained, the same for every model of a comparison.
 *
 * @param data what a person named: a path or a catalogue name
 * @param dataOptions how it became a data set
 * @param unconditional ignore labels
 * @param budget seconds of training per run, or null where {@code images} says how long
 * @param images training images per run, or null where the budget decides
 * @param device where to run
 * @param precision in which numbers, or null for the faster one of this machine
 * @param threads replicas and evaluation threads
 * @param overrides settings over the defaults
 * @param command how to run this again
 */
public record Protocol(
        String data,
        DataOptions dataOptions,
        boolean unconditional,
        @Nullable Duration budget,
        @Nullable Long images,
        Device device,
        @Nullable Precision precision,
        int threads,
        List<SettingOverride> overrides,
        String command) {
    /** So many classes are named where they are spoken of. */
    private static final int NAMED_CLASSES = 6;

    /** A budget on this machine with everything at its default. */
    public static Protocol of(String data, Duration budget) {
        return new Protocol(
                data,
                DataOptions.defaults(),
                false,
                budget,
                null,
                Device.CPU,
                null,
                Runtime.getRuntime().availableProcessors(),
                List.of(),
                "");
    }

    /** Labels to condition on: all of the data's, or none. */
    ImageShape shape(ImageDataset dataset) {
        // A picture without a class has nothing to be conditioned on, so all must have one.
        boolean ignored = unconditional || modes(dataset) || unlabelled(dataset) > 0;
        int labels = ignored || dataset.labelNames().size() < 2
                ? 0
                : dataset.labelNames().size();
        return new ImageShape(dataset.size(), dataset.channels(), labels);
    }

    /** Whether the classes are modes: a model that was told them would leave nothing to count. */
    private static boolean modes(ImageDataset dataset) {
        return StackedGreys.made(dataset.train());
    }

    private static long unlabelled(ImageDataset dataset) {
        return IntStream.range(0, dataset.train().count())
                .filter(i -> dataset.train().label(i) < 0)
                .count();
    }

    /** What becomes of the pictures' classes, in a sentence; empty where there are none to speak of. */
    public String aboutClasses(ImageDataset dataset) {
        List<String> names = dataset.labelNames();
        if (names.size() < 2) {
            return "";
        }
        if (unconditional) {
            return "--unconditional: the pictures' " + names.size() + " classes are ignored.";
        }
        if (modes(dataset)) {
            return "The pictures' " + names.size()
                    + " classes are modes to be counted ('evaluate RUN --metrics modes'),"
                    + " so they are not learned.";
        }
        long without = unlabelled(dataset);
        if (without > 0) {
            return without + " of " + dataset.train().count() + " training pictures have no class, so the "
                    + names.size() + " classes of the others are ignored.";
        }
        int more = names.size() - NAMED_CLASSES;
        return names.size() + " classes are learned with the pictures: "
                + String.join(", ", names.subList(0, Math.min(names.size(), NAMED_CLASSES)))
                + (more > 0 ? " and " + more + " more" : "") + ". --unconditional ignores them.";
    }

    /** The same for one model of a comparison, without the settings of the others. */
    public Protocol concerning(ModelType<?> model) {
        List<SettingOverride> own = overrides.stream()
                .filter(override -> SettingsResolver.concerns(override, model))
                .toList();
        return new Protocol(data, dataOptions, unconditional, budget, images, device, precision, threads, own, command);
    }

    /** The same with other lengths of the runs: a time, or a number of images; one of the two is null. */
    public Protocol lasting(@Nullable Duration time, @Nullable Long count) {
        return new Protocol(
                data, dataOptions, unconditional, time, count, device, precision, threads, overrides, command);
    }

    /** The same with further settings, which win over those there are. */
    public Protocol with(List<SettingOverride> further) {
        List<SettingOverride> all = new ArrayList<>(overrides);
        all.addAll(further);
        return new Protocol(data, dataOptions, unconditional, budget, images, device, precision, threads, all, command);
    }

    /** The same with a model's settings beneath those there are: what a person set, for it or for all models, stays. */
    public Protocol over(List<SettingOverride> lower) {
        List<SettingOverride> all = new ArrayList<>(lower);
        all.removeIf(setting ->
                overrides.stream().anyMatch(own -> SettingsResolver.sets(own, setting.group(), setting.name())));
        all.addAll(overrides);
        return new Protocol(data, dataOptions, unconditional, budget, images, device, precision, threads, all, command);
    }
}
