package atelier.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * CIFAR-10 and CIFAR-100 in their binary version: records of label bytes and 3 x 32 x 32 colour planes.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR data sets</a>
 */
final class CifarSource implements ImageSource {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int BATCHES = 5;
    private static final String LABELLED_TWICE = "(train|test)\\.bin";

    private final Map<Path, OwnSplit> files;
    /** 1 in CIFAR-10, 2 (coarse, fine) in CIFAR-100; the last one counts. */
    private final int labelBytes;

    private final List<String> labelNames;
    private final List<String> notes;

    private CifarSource(Map<Path, OwnSplit> files, int labelBytes, List<String> labelNames, List<String> notes) {
        this.files = files;
        this.labelBytes = labelBytes;
        this.labelNames = labelNames;
        this.notes = notes;
    }

    /** Whether a folder holds CIFAR files. */
    static boolean isIn(Path folder) {
        return batches(folder).size() > 0
                || (Files.isRegularFile(folder.resolve("train.bin"))
                        && Files.isRegularFile(folder.resolve("test.bin")));
    }

    private static List<Path> batches(Path folder) {
        List<Path> batches = new ArrayList<>();
        for (int i = 1; i <= BATCHES; i++) {
            Path batch = folder.resolve("data_batch_" + i + ".bin");
            if (Files.isRegularFile(batch)) {
                batches.add(batch);
            }
        }
        return batches;
    }

    /** The CIFAR files of a folder for which {@link #isIn} holds. */
    static CifarSource of(Path folder) throws IOException {
        List<Path> training = batches(folder);
        boolean ten = !training.isEmpty();
        if (!ten) {
            training.add(folder.resolve("train.bin"));
        }
        Map<Path, OwnSplit> files = new TreeMap<>();
        training.forEach(file -> files.put(file, OwnSplit.REST));
        Path test = folder.resolve(ten ? "test_batch.bin" : "test.bin");
        if (Files.isRegularFile(test)) {
            files.put(test, OwnSplit.TEST);
        }
        return new CifarSource(files, ten ? 1 : 2, labelNames(folder, ten), ten ? missing(files) : List.of());
    }

    /** Says which of CIFAR-10's files are not there. */
    private static List<String> missing(Map<Path, OwnSplit> files) {
        List<String> there = files.keySet().stream()
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
        List<String> missing = new ArrayList<>();
        for (int i = 1; i <= BATCHES; i++) {
            missing.add("data_batch_" + i + ".bin");
        }
        missing.add("test_batch.bin");
        missing.removeAll(there);
        return missing.isEmpty()
                ? List.of()
                : List.of("Of CIFAR-10's six files, " + String.join(", ", missing)
                        + (missing.size() == 1 ? " is" : " are") + " missing: only the pictures of "
                        + String.join(", ", there) + " are read.");
    }

    /** Whether a file looks like one of CIFAR's: by its ending and its length. */
    static boolean isFile(Path file) throws IOException {
        return isNamed(file)
                && Files.size(file) > 0
                && (Files.size(file) % (1 + 3 * PLANE) == 0 || Files.size(file) % (2 + 3 * PLANE) == 0);
    }

    /** Whether a file has the ending of CIFAR's. */
    static boolean isNamed(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".bin");
    }

    /** What a CIFAR file is, for messages. */
    static String expected() {
        return "CIFAR files have records of %d (CIFAR-10) or %d bytes (CIFAR-100)"
                .formatted(1 + 3 * PLANE, 2 + 3 * PLANE);
    }

    /** One file for which {@link #isFile} holds, without the others of its set. */
    static CifarSource file(Path file) throws IOException {
        boolean tens = Files.size(file) % (1 + 3 * PLANE) == 0;
        boolean hundreds = Files.size(file) % (2 + 3 * PLANE) == 0;
        boolean ten = tens && !(hundreds && String.valueOf(file.getFileName()).matches(LABELLED_TWICE));
        Map<Path, OwnSplit> files = Map.of(file, OwnSplit.REST);
        return new CifarSource(files, ten ? 1 : 2, labelNames(file.resolveSibling(""), ten), List.of());
    }

    private static List<String> labelNames(Path folder, boolean ten) throws IOException {
        return names(folder.resolve(ten ? "batches.meta.txt" : "fine_label_names.txt"), ten ? 10 : 100);
    }

    private static List<String> names(Path file, int count) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .forEach(names::add);
        }
        if (names.size() != count) {
            names.clear();
            for (int i = 0; i < count; i++) {
                names.add(String.valueOf(i));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public String kind() {
        return "CIFAR binary files";
    }

    @Override
    public String fingerprint() throws IOException {
        StringBuilder text =
                new StringBuilder("cifar with notes ").append(labelNames).append('\n');
        for (Path file : files.keySet()) {
            text.append(IdxSource.stamp(file)).append('\n');
        }
        return PackedFormat.sha256Hex(text.toString());
    }

    @Override
    public Items open(ProgressListener progress) throws IOException {
        int record = labelBytes + 3 * PLANE;
        long count = 0;
        for (Path file : files.keySet()) {
            long bytes = Files.size(file);
            if (bytes % record != 0) {
                throw new IOException(
                        "%s has %d bytes, not a multiple of %d".formatted(file.getFileName(), bytes, record));
            }
            count += bytes / record;
        }
        return new CifarItems(Math.toIntExact(count));
    }

    private final class CifarItems implements Items {
        private final int count;

        CifarItems(int count) {
            this.count = count;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public List<String> labelNames() {
            return labelNames;
        }

        @Override
        public int otherFiles() {
            return 0;
        }

        @Override
        public List<DataScan.Problem> problems() {
            return List.of();
        }

        @Override
        public List<String> notes() {
            return notes;
        }

        @Override
        public void forEach(Visitor visitor) throws IOException {
            for (Map.Entry<Path, OwnSplit> file : files.entrySet()) {
                try (InputStream stream = new BufferedInputStream(Files.newInputStream(file.getKey()), 1 << 16)) {
                    int number = 0;
                    byte[] bytes = stream.readNBytes(labelBytes + 3 * PLANE);
                    while (bytes.length == labelBytes + 3 * PLANE) {
                        visitor.visit(item(file.getKey().getFileName() + "[" + number + "]", bytes, file.getValue()));
                        number++;
                        bytes = stream.readNBytes(labelBytes + 3 * PLANE);
                    }
                }
            }
        }

        private RawItem item(String name, byte[] bytes, OwnSplit split) throws IOException {
            int label = bytes[labelBytes - 1] & 0xFF;
            if (label >= labelNames.size()) {
                throw new IOException(
                        "%s has the label %d, expected 0 to %d".formatted(name, label, labelNames.size() - 1));
            }
            return new RawItem(name, label, split, new Dimensions(SIDE, SIDE), () -> picture(bytes));
        }
    }

    private Picture picture(byte[] bytes) {
        byte[] pixels = new byte[3 * PLANE];
        for (int p = 0; p < PLANE; p++) {
            for (int c = 0; c < 3; c++) {
                pixels[3 * p + c] = bytes[labelBytes + c * PLANE + p];
            }
        }
        return Picture.of(SIDE, SIDE, 3, pixels);
    }
}
