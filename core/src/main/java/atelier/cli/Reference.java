package atelier.cli;

import atelier.data.DataOptions;
import atelier.data.DatasetInfo;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.PackedImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Real pictures, and those that were trained on.
 *
 * @param heldOut to compare with
 * @param training null where they are not known
 * @param others what else is to be closed
 */
record Reference(ImageSet heldOut, @Nullable ImageSet training, @Nullable PackedImages others)
        implements AutoCloseable {
    private static final List<String> PARTS = List.of("train", "validation", "test", "all");

    /**
     * Opens what {@code --against} and {@code --train} name; a set that is known by name brings its training split, too.
     *
     * @param trained null where it was not given
     */
    static Reference open(String name, @Nullable String trained, DataOptions options, ProgressDisplay progress) {
        if (trained != null) {
            ImageSet heldOut = Datasets.openReference(name, options, progress);
            DataOptions same = options.withSize(heldOut.size());
            ImageSet training = Datasets.openReference(trainingPart(trained), same, progress);
            return new Reference(heldOut, training, training.images());
        }
        int colon = name.lastIndexOf(':');
        String base = colon < 0 ? name : name.substring(0, colon);
        if (!isKnown(base)) {
            return new Reference(Datasets.openReference(name, options, progress), null, null);
        }
        ImageDataset dataset = Datasets.open(base, options, progress);
        String part = colon < 0 ? "test" : name.substring(colon + 1);
        boolean apart = part.equals("test") || part.equals("validation");
        return new Reference(Datasets.select(dataset, part), apart ? dataset.train() : null, null);
    }

    private static boolean isKnown(String base) {
        return Datasets.catalogue().stream().map(DatasetInfo::name).anyMatch(base::equals)
                && !Files.exists(Path.of(base));
    }

    /** Where no part was named, the training split of a set that is known by name, and all of any other. */
    private static String trainingPart(String name) {
        int colon = name.lastIndexOf(':');
        boolean named = colon >= 0 && PARTS.contains(name.substring(colon + 1));
        return named ? name : name + (isKnown(name) ? ":train" : ":all");
    }

    @Override
    public void close() {
        heldOut.images().close();
        if (others != null) {
            others.close();
        }
    }
}
