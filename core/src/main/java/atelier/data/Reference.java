package atelier.data;

import org.jspecify.annotations.Nullable;

/**
 * Real pictures to compare with, and those of the same source that models were trained on.
 *
 * @param heldOut the pictures to compare with
 * @param training the source's training split where {@code heldOut} is another part of it, else null
 */
public record Reference(ImageSet heldOut, @Nullable ImageSet training) implements AutoCloseable {
    /**
     * Opens pictures by name: {@code DATA:train}, {@code :validation}, {@code :test} or {@code :all} choose. Without a
     * choice it is the test split, if the data has one of its own, a name of the catalogue, or the known hash; else all
     * pictures.
     *
     * @param contentHash {@link DataProvenance#contentHash()} of the data that a model was trained on: of the same pictures
     *     only those count that it has not seen. Null where there is no such model.
     */
    public static Reference open(
            String name, @Nullable String contentHash, DataOptions options, ProgressListener progress) {
        return new DatasetOpener(options, progress).reference(name, contentHash);
    }

    /** The test split of a data set, beside its training split. */
    public static Reference test(ImageDataset dataset) {
        return new Reference(dataset.test(), dataset.train());
    }

    /** Releases the source of both. */
    @Override
    public void close() {
        heldOut.images().close();
    }
}
