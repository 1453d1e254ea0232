package atelier.data;

import atelier.torch.RandomStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures whose modes can be counted: three grey pictures of Fashion-MNIST, drawn independently of each other, are the
 * red, green and blue plane of one. After Stacked MNIST (Metz et al. 2016, arXiv 1611.02163, section 3.3.1; Lin et al.
 * 2017, arXiv 1712.04086), with garments for digits. The classes of the three planes in their order are the mode, one of
 * {@value #MODES}, all equally frequent. Test pictures are stacked of test pictures only, the others of training pictures
 * only.
 *
 * <p>A picture is a function of its part of the set and its number. It is labelled with its mode, so that what a
 * generator makes can be counted; but modes are there to be found, so models are trained without them.
 */
public final class StackedGreys {
    /** The name in the catalogue. */
    public static final String NAME = "stacked-greys";
    /** The set whose pictures are stacked. */
    static final String GREYS = "fashion-mnist";
    /** Pictures that are not for testing. */
    public static final int TRAIN = 60_000;
    /** Test pictures. */
    public static final int TEST = 10_000;
    /** Planes of a picture. */
    public static final int PLANES = 3;
    /** Classes of a plane. */
    public static final int CLASSES = 10;
    /** How many modes there are: every class in every plane. */
    public static final int MODES = 1_000;

    private static final String KIND = "stacked grey pictures";
    private static final long SEED = 1;
    /** Changes whenever other pictures are stacked. */
    private static final int VERSION = 1;

    private StackedGreys() {}

    /** The entry of the catalogue. */
    static DatasetInfo info(DatasetInfo greys) {
        return new DatasetInfo(
                NAME,
                "70,000 colour pictures, 28x28, each stacked of three of fashion-mnist: 1,000 modes to be counted.",
                greys.licence(),
                greys.source(),
                greys.obtained(),
                greys.files(),
                greys.sha256(),
                List.of());
    }

    /** Whether a set holds pictures of this data set, so that their modes are known. */
    public static boolean made(ImageSet set) {
        return set.images().scan().kind().equals(KIND);
    }

    /**
     * The mode that each label of such a set stands for.
     *
     * @return by label, 0 to {@value #MODES}-1: 100 times the class of the red plane, 10 times that of the green and that of
     *     the blue one, added up
     */
    public static int[] modes(ImageSet set) {
        return set.labelNames().stream().mapToInt(Integer::parseInt).toArray();
    }

    /** The class that a mode has in a plane, 0 to {@value #CLASSES}-1. */
    public static int plane(int mode, int plane) {
        int rest = mode;
        for (int i = PLANES - 1; i > plane; i--) {
            rest /= CLASSES;
        }
        return rest % CLASSES;
    }

    static ImageSource source(ImageSource greys) {
        return source(greys, TRAIN, TEST);
    }

    /** The same with other numbers of pictures. */
    static ImageSource source(ImageSource greys, int train, int test) {
        return new Source(greys, train, test);
    }

    private record Source(ImageSource greys, int train, int test) implements ImageSource {
        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public String fingerprint() throws IOException {
            return "stacked %d %d %d\n%s".formatted(VERSION, train, test, greys.fingerprint());
        }

        @Override
        public Items open(ProgressListener progress) throws IOException {
            return new Stacks(greys.open(progress), train, test);
        }
    }

    /** Grey pictures with their classes, to be drawn from. */
    private record Greys(List<Picture> pictures, List<Integer> classes) {
        Greys() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(ImageSource.Item item) throws IOException {
            Picture picture = item.decode(DataOptions.DEFAULT_BACKGROUND, DataOptions.MAXIMUM_SIZE);
            Picture first = pictures.isEmpty() ? picture : pictures.get(0);
            boolean alike = picture.width() == first.width() && picture.height() == first.height();
            if (picture.channels() != 1 || !alike || item.label() < 0 || item.label() >= CLASSES) {
                throw new IOException(
                        "%s is %d x %d with %d channels and class %d; expected grey pictures of one size with classes 0 to %d"
                                .formatted(
                                        item.name(),
                                        picture.width(),
                                        picture.height(),
                                        picture.channels(),
                                        item.label(),
                                        CLASSES - 1));
            }
            pictures.add(picture);
            classes.add(item.label());
        }
    }

    /** What is stacked: greys of the two parts, which are never mixed. */
    private record Parts(Greys training, Greys test) {}

    private static final class Stacks implements ImageSource.Items {
        private final ImageSource.Items greys;
        private final int train;
        private final int test;
        private @Nullable Parts parts;

        Stacks(ImageSource.Items greys, int train, int test) {
            this.greys = greys;
            this.train = train;
            this.test = test;
        }

        @Override
        public int count() {
            return train + test;
        }

        @Override
        public List<String> labelNames() {
            return IntStream.range(0, MODES)
                    .mapToObj(mode -> "%03d".formatted(mode))
                    .toList();
        }

        @Override
        public int otherFiles() {
            return greys.otherFiles();
        }

        @Override
        public List<DataScan.Problem> problems() {
            return greys.problems();
        }

        @Override
        public void forEach(ImageSource.Visitor visitor) throws IOException {
            Parts known = parts == null ? read() : parts;
            parts = known;
            visit(known.training, "train", train, OwnSplit.REST, visitor);
            visit(known.test, "test", test, OwnSplit.TEST, visitor);
        }

        private Parts read() throws IOException {
            Parts all = new Parts(new Greys(), new Greys());
            greys.forEach(item -> (item.split() == OwnSplit.TEST ? all.test : all.training).add(item));
            int forTraining = all.training.pictures.size();
            int forTest = all.test.pictures.size();
            if (forTraining == 0 || forTest == 0) {
                throw new IOException(
                        "there are %d training and %d test pictures to stack; expected some of both, as in the files of %s"
                                .formatted(forTraining, forTest, GREYS));
            }
            return all;
        }

        private static void visit(Greys greys, String part, int count, OwnSplit split, ImageSource.Visitor visitor)
                throws IOException {
            for (int i = 0; i < count; i++) {
                RandomStream random = RandomStream.of(SEED, NAME + " " + part, i);
                Picture[] planes = new Picture[PLANES];
                int mode = 0;
                for (int plane = 0; plane < PLANES; plane++) {
                    int chosen = random.nextInt(greys.pictures.size());
                    planes[plane] = greys.pictures.get(chosen);
                    mode = mode * CLASSES + greys.classes.get(chosen);
                }
                visitor.visit(new RawItem(
                        part + "[" + i + "]",
                        mode,
                        split,
                        new ImageSource.Dimensions(planes[0].width(), planes[0].height()),
                        () -> stacked(planes)));
            }
        }

        private static Picture stacked(Picture[] planes) {
            byte[] pixels = new byte[PLANES * planes[0].pixels().length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = planes[i % PLANES].pixels()[i / PLANES];
            }
            return Picture.of(planes[0].width(), planes[0].height(), PLANES, pixels);
        }

        @Override
        public void close() throws IOException {
            greys.close();
        }
    }
}
