package atelier.data;

import org.jspecify.annotations.Nullable;

/**
 * Real pictures to compare with, and those that models were trained on.
 *
 * @param heldOut the pictures to compare with
 * @param training null where they are not known
 * @param apart whether {@code training} is of another source, which is to be closed, too
 */
public record Reference(ImageSet heldOut, @Nullable ImageSet training, boolean apart) implements AutoCloseable {
    /**
     * Opens pictures by name: {@code DATA:train}, {@code :validation}, {@code :test} or {@code :all} choose. Without a
     * choice it is the test split, if the data has one of its own, a name of the catalogue, or the known hash; else all
     * pictures. Another part than the training split brings that as well.
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
        return new Reference(dataset.test(), dataset.train(), false);
    }

    /**
     * The same with training pictures by name, of the same size. Where no part of them is chosen, the training split of a
     * name of the catalogue, and all of any other.
     *
     * @param name null leaves this as it is
     */
    public Reference trainedOn(@Nullable String name, DataOptions options, ProgressListener progress) {
        if (name == null) {
            return this;
        }
        String part = DatasetOpener.namesPart(name) ? "" : SourceFinder.byName(name) != null ? ":train" : ":all";
        ImageSet pictures = Datasets.openReference(name + part, options.withSize(heldOut.size()), progress);
        return new Reference(heldOut, pictures, true);
    }

    /** Releases the sources of both. */
    @Override
    public void close() {
        heldOut.images().close();
        if (apart && training != null) {
            training.images().close();
        }
    }
}
