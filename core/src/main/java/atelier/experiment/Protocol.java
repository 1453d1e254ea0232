package atelier.experiment;

import atelier.data.DataOptions;
import atelier.data.ImageDataset;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.torch.Device;
import atelier.torch.Precision;
import java.time.Duration;
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
        boolean labelled = IntStream.range(0, dataset.train().count())
                .allMatch(i -> dataset.train().label(i) >= 0);
        int labels = unconditional || !labelled || dataset.labelNames().size() < 2
                ? 0
                : dataset.labelNames().size();
        return new ImageShape(dataset.size(), dataset.channels(), labels);
    }

    /** The same for one model of a comparison, without the settings of the others. */
    Protocol concerning(ModelType<?> model) {
        List<SettingOverride> own = overrides.stream()
                .filter(override -> SettingsResolver.concerns(override, model))
                .toList();
        return new Protocol(data, dataOptions, unconditional, budget, images, device, precision, threads, own, command);
    }
}
