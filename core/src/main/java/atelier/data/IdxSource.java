package atelier.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in the IDX format of MNIST: a file of grey pictures and a file of labels, compressed or not. With a pair
 * named t10k or test beside it, that pair is the test split.
 *
 * @see <a href="https://web.archive.org/web/2024/http://yann.lecun.com/exdb/mnist/">The MNIST database</a>
 */
final class IdxSource implements ImageSource {
    private static final int IMAGES_MAGIC = 0x00000803;
    private static final int LABELS_MAGIC = 0x00000801;
    /** Of one picture; the format is one of small pictures. */
    private static final long MAXIMUM_PIXELS = 1 << 24;

    private final List<Pair> pairs;
    private final List<String> knownNames;

    /** One file of pictures and the file of their labels, if there is one. */
    record Pair(Path images, @Nullable Path labels, OwnSplit split) {}

    /**
     * @param knownNames of the labels; empty: their numbers are their names
     */
    IdxSource(List<Pair> pairs, List<String> knownNames) {
        this.pairs = pairs;
        this.knownNames = knownNames;
    }

    /** Whether a file's first bytes (uncompressed) are those of IDX pictures. */
    static boolean isImages(byte[] head) {
        return head.length >= 4 && head[0] == 0 && head[1] == 0 && head[2] == 8 && head[3] == 3;
    }

    /** The pairs in a folder, the training pair first; empty if there are none. */
    static List<Pair> find(Path folder) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.contains("idx3-ubyte") && Files.isRegularFile(file)) {
                    boolean test = name.startsWith("t10k") || name.startsWith("test");
                    pairs.add(new Pair(file, labelsOf(file), test ? OwnSplit.TEST : OwnSplit.REST));
                }
            }
        }
        pairs.sort(java.util.Comparator.comparing(Pair::split));
        boolean testOnly = pairs.stream().allMatch(pair -> pair.split == OwnSplit.TEST);
        return testOnly
                ? pairs.stream()
                        .map(p -> new Pair(p.images, p.labels, OwnSplit.REST))
                        .toList()
                : pairs;
    }

    /** The pair that one file of pictures belongs to. */
    static Pair pair(Path images) {
        return new Pair(images, labelsOf(images), OwnSplit.REST);
    }

    private static @Nullable Path labelsOf(Path images) {
        String name = String.valueOf(images.getFileName());
        String labels = name.replace("images", "labels").replace("idx3", "idx1");
        String bare = labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels;
        for (String candidate : List.of(labels, bare, bare + ".gz")) {
            Path file = images.resolveSibling(candidate);
            if (!candidate.equals(name) && Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }

    @Override
    public String kind() {
        return "IDX files";
    }

    @Override
    public String fingerprint() throws IOException {
        StringBuilder text = new StringBuilder("idx ").append(knownNames).append('\n');
        for (Pair pair : pairs) {
            text.append(pair.split).append(' ').append(stamp(pair.images));
            text.append(pair.labels == null ? "-" : stamp(pair.labels)).append('\n');
        }
        return PackedFormat.sha256Hex(text.toString());
    }

    /** Path, size and time of a file. */
    static String stamp(Path file) throws IOException {
        return file.toRealPath() + " " + Files.size(file) + " "
                + Files.getLastModifiedTime(file).toMillis() + " ";
    }

    @Override
    public Items open(ProgressListener progress) throws IOException {
        List<byte[]> labels = new ArrayList<>();
        int count = 0;
        int highest = -1;
        for (Pair pair : pairs) {
            int pictures;
            try (DataInputStream stream = open(pair.images, TarSource.unpackedLimit(pair.images))) {
                pictures = header(stream, pair.images)[0];
            }
            if (pictures > Integer.MAX_VALUE - count) {
                throw new IOException("there are more than %d pictures".formatted(Integer.MAX_VALUE));
            }
            byte[] some = pair.labels == null ? new byte[0] : readLabels(pair.labels, pictures);
            for (byte label : some) {
                highest = Math.max(highest, label & 0xFF);
            }
            labels.add(some);
            count += pictures;
        }
        boolean complete = pairs.stream().allMatch(pair -> pair.labels != null);
        return new IdxItems(pairs, labels, complete ? names(highest) : List.of(), count);
    }

    private List<String> names(int highest) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i <= highest; i++) {
            names.add(i < knownNames.size() ? knownNames.get(i) : String.valueOf(i));
        }
        return names;
    }

    /**
     * @param limit how many bytes may come out of a compressed file
     */
    private static DataInputStream open(Path file, long limit) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        stream.mark(2);
        boolean compressed = stream.read() == 0x1F && stream.read() == 0x8B;
        stream.reset();
        if (!compressed) {
            return new DataInputStream(stream);
        }
        InputStream unpacked = new LimitedStream(new GZIPInputStream(stream, 1 << 16), limit);
        return new DataInputStream(new BufferedInputStream(unpacked, 1 << 16));
    }

    /** Count, rows, columns. */
    private static int[] header(DataInputStream stream, Path file) throws IOException {
        try {
            int magic = stream.readInt();
            int[] header = {stream.readInt(), stream.readInt(), stream.readInt()};
            boolean possible =
                    header[0] >= 0 && header[1] > 0 && header[2] > 0 && (long) header[1] * header[2] <= MAXIMUM_PIXELS;
            if (magic != IMAGES_MAGIC || !possible) {
                throw new IOException(
                        "%s does not begin like a file of IDX pictures (0x%08x)".formatted(file.getFileName(), magic));
            }
            long pixels = (long) header[1] * header[2];
            long limit = TarSource.unpackedLimit(file);
            if (header[0] > limit / pixels) {
                throw new IOException("%s says it has %d pictures of %d x %d, far more than its %d bytes hold"
                        .formatted(file.getFileName(), header[0], header[2], header[1], Files.size(file)));
            }
            return header;
        } catch (EOFException e) {
            throw new IOException(file.getFileName() + " ends within its header", e);
        }
    }

    private static byte[] readLabels(Path file, int pictures) throws IOException {
        try (DataInputStream stream = open(file, TarSource.entryLimit(Files.size(file)))) {
            int magic = stream.readInt();
            int count = stream.readInt();
            if (magic != LABELS_MAGIC || count != pictures) {
                throw new IOException("%s has %d labels (0x%08x) for %d pictures"
                        .formatted(file.getFileName(), count, magic, pictures));
            }
            byte[] labels = stream.readNBytes(count);
            if (labels.length != count) {
                throw new IOException(
                        "%s ends after %d of %d labels".formatted(file.getFileName(), labels.length, count));
            }
            return labels;
        } catch (EOFException e) {
            throw new IOException(file.getFileName() + " ends within its header", e);
        }
    }

    private record IdxItems(List<Pair> pairs, List<byte[]> labels, List<String> labelNames, int count)
            implements Items {
        @Override
        public int otherFiles() {
            return 0;
        }

        @Override
        public List<DataScan.Problem> problems() {
            return List.of();
        }

        @Override
        public void forEach(Visitor visitor) throws IOException {
            for (int p = 0; p < pairs.size(); p++) {
                Path file = pairs.get(p).images;
                try (DataInputStream stream = open(file, TarSource.unpackedLimit(file))) {
                    int[] header = header(stream, file);
                    for (int i = 0; i < header[0]; i++) {
                        byte[] pixels = new byte[header[1] * header[2]];
                        if (stream.readNBytes(pixels, 0, pixels.length) != pixels.length) {
                            throw new IOException(
                                    "%s ends after %d of %d pictures".formatted(file.getFileName(), i, header[0]));
                        }
                        visitor.visit(new RawItem(
                                file.getFileName() + "[" + i + "]",
                                labelNames.isEmpty() ? -1 : labels.get(p)[i] & 0xFF,
                                pairs.get(p).split,
                                new Dimensions(header[2], header[1]),
                                () -> Picture.of(header[2], header[1], 1, pixels)));
                    }
                } catch (EOFException e) {
                    throw new IOException(file.getFileName() + " ends too early", e);
                }
            }
        }
    }
}
