package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The catalogue of data sets that are known by name, and the way to open those and everything else. A new one is one
 * entry in {@link #CATALOGUE}.
 */
public final class Datasets {
    /** Fewer pictures cannot be divided into three splits that mean anything. */
    public static final int MINIMUM_IMAGES = 8;

    private static final DatasetInfo FASHION_MNIST = new DatasetInfo(
            "fashion-mnist",
            "70,000 grey pictures of garments, 28x28, ten classes.",
            "MIT",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            DatasetInfo.Obtained.DOWNLOADED,
            List.of(
                    "train-images-idx3-ubyte.gz",
                    "train-labels-idx1-ubyte.gz",
                    "t10k-images-idx3-ubyte.gz",
                    "t10k-labels-idx1-ubyte.gz"),
            Map.of(
                    "train-images-idx3-ubyte.gz",
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                    "train-labels-idx1-ubyte.gz",
                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                    "t10k-images-idx3-ubyte.gz",
                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                    "t10k-labels-idx1-ubyte.gz",
                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            List.of(
                    "T-shirt",
                    "trouser",
                    "pullover",
                    "dress",
                    "coat",
                    "sandal",
                    "shirt",
                    "sneaker",
                    "bag",
                    "ankle boot"));

    private static final List<DatasetInfo> CATALOGUE = distinct(List.of(
            drawn(Shapes.NAME, "12,000 drawn colour pictures, 32x32: eight shapes in five styles, with exact factors."),
            drawn(Shapes.TURNED, "The same shapes and styles, smaller and turned by any angle: harder."),
            FASHION_MNIST,
            StackedGreys.info(FASHION_MNIST),
            new DatasetInfo(
                    "mnist",
                    "70,000 grey pictures of handwritten digits, 28x28, ten classes.",
                    "CC BY-SA 3.0",
                    "http://yann.lecun.com/exdb/mnist/",
                    DatasetInfo.Obtained.LOCAL_ONLY,
                    List.of(
                            "train-images-idx3-ubyte.gz",
                            "train-labels-idx1-ubyte.gz",
                            "t10k-images-idx3-ubyte.gz",
                            "t10k-labels-idx1-ubyte.gz"),
                    Map.of(),
                    List.of()),
            new DatasetInfo(
                    "cifar10",
                    "60,000 colour photographs, 32x32, ten classes; the binary version, unpacked.",
                    "not stated by its owner",
                    "https://www.cs.toronto.edu/~kriz/cifar.html",
                    DatasetInfo.Obtained.LOCAL_ONLY,
                    List.of("data_batch_1.bin", "test_batch.bin"),
                    Map.of(),
                    List.of())));

    private Datasets() {}

    private static DatasetInfo drawn(String name, String words) {
        return new DatasetInfo(
                name,
                words,
                "Apache-2.0",
                "drawn by Atelier",
                DatasetInfo.Obtained.BUILT_IN,
                List.of(),
                Map.of(),
                List.of());
    }

    private static List<DatasetInfo> distinct(List<DatasetInfo> entries) {
        Set<String> names = new HashSet<>();
        for (DatasetInfo entry : entries) {
            if (!names.add(entry.name())) {
                throw new IllegalStateException("two data sets are called " + entry.name());
            }
        }
        return entries;
    }

    /** Every data set that is known by name. */
    public static List<DatasetInfo> catalogue() {
        return CATALOGUE;
    }

    /**
     * Opens a data set: the first time it is decoded and packed into the cache folder, later the packed file is
     * mapped at once.
     *
     * @param pathOrName a path, or a name of the catalogue
     * @throws AtelierException with what was found and what was expected
     */
    public static ImageDataset open(String pathOrName, DataOptions options, ProgressListener progress) {
        return new DatasetOpener(options, progress).open(pathOrName);
    }

    /**
     * What a source holds, whether or not it can be trained on; leaves the packed file in the cache.
     *
     * @throws AtelierException if the path does not exist or its kind is not known
     */
    public static DataScan scan(String pathOrName, DataOptions options, ProgressListener progress) {
        return new DatasetOpener(options.withStrict(false), progress).scan(pathOrName);
    }

    /**
     * Writes the packed form to a file of one's own; the file is a data set that can be opened by its path.
     *
     * @throws AtelierException with {@link Exit#USAGE} where the data are a packed file already
     */
    public static DataScan pack(String pathOrName, DataOptions options, Path target, ProgressListener progress) {
        return new DatasetOpener(options, progress).pack(pathOrName, target);
    }

    /** A grid of at most {@code count} pictures, evenly spread over the classes. */
    public static BufferedImage preview(String pathOrName, DataOptions options, int count, ProgressListener progress) {
        ImageSet all = new DatasetOpener(options, progress).whole(pathOrName);
        try (PackedImages images = all.images()) {
            return Grid.preview(ImageSet.all(all.name(), images), count);
        }
    }

    /**
     * One part of an open data set.
     *
     * @param selection {@code train}, {@code validation}, {@code test} or {@code all}
     */
    public static ImageSet select(ImageDataset dataset, String selection) {
        return switch (selection) {
            case "train" -> dataset.train();
            case "validation" -> dataset.validation();
            case "test" -> dataset.test();
            case "all" -> dataset.all();
            default ->
                throw new AtelierException(
                        Exit.USAGE,
                        "'%s' is not a part of %s; expected train, validation, test or all."
                                .formatted(selection, dataset.name()));
        };
    }

    /**
     * Pictures to compare with: {@code DATA:train}, {@code :validation}, {@code :test} or {@code :all} choose; without
     * a choice the test split if the data has one of its own or a name of the catalogue, else all pictures. Closing
     * {@link ImageSet#images()} releases it.
     */
    public static ImageSet openReference(String reference, DataOptions options, ProgressListener progress) {
        return new DatasetOpener(options, progress).reference(reference, null).heldOut();
    }
}
