package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code labels.csv} of a source: a table of two columns, {@code file} and {@code label}, in UTF-8, that gives
 * every picture of its folder and of the folders below it its class. Every picture there must have exactly one row, and
 * every row a picture; pictures elsewhere have the classes of their folders. A file of this name without these columns is
 * refused where all pictures lie below it, else it is passed over.
 */
final class LabelFiles {
    /** What such a file is called. */
    static final String NAME = "labels.csv";

    /** Rows for a million pictures; they are held in memory. */
    private static final int MAXIMUM_BYTES = 64 << 20;

    private static final String FILE = "file";
    private static final String LABEL = "label";
    private static final int LISTED = 5;
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .build();

    private final List<String> names = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    /** By its folder, why a file is no such table. */
    private final Map<String, AtelierException> others = new TreeMap<>();

    private final Map<String, Row> rows = new HashMap<>();
    private final List<String> twice = new ArrayList<>();

    /** One row: in which file, its number there (the header's is 1), and its class. */
    private record Row(String source, int number, String label) {
        String place() {
            return source + " row " + number;
        }
    }

    /** Whether a path within a source is that of a label file. */
    static boolean isOne(String path) {
        return path.equals(NAME) || path.endsWith("/" + NAME);
    }

    /** How many files of this name are no such tables. */
    int otherFiles() {
        return others.size();
    }

    /**
     * What is said of files that are passed over.
     *
     * @param pictures paths within the source
     * @throws AtelierException with {@link Exit#INPUT} where all pictures lie below such a file: it is surely meant
     */
    List<String> passedOver(List<String> pictures) {
        List<String> notes = new ArrayList<>();
        others.forEach((folder, refusal) -> {
            if (!pictures.isEmpty() && pictures.stream().allMatch(picture -> picture.startsWith(folder))) {
                throw refusal;
            }
            notes.add(DataScan.printable(folder + NAME) + " is not a table of the columns '" + FILE + "," + LABEL
                    + "' and does not count.");
        });
        return notes;
    }

    /** Whether there is no label file. */
    boolean isEmpty() {
        return names.isEmpty();
    }

    /**
     * Reads a label file.
     *
     * @param path within the source
     * @throws AtelierException with {@link Exit#INPUT} and the row where it is no such table; of a file in a folder only
     *     where it begins like one
     */
    void add(String path, EncodedItem.Content content) {
        String shown = DataScan.printable(path);
        String folder = path.substring(0, path.length() - NAME.length());
        boolean begun = folder.isEmpty();
        try (MappingIterator<String[]> table = CSV.readerFor(String[].class).readValues(bytes(shown, content))) {
            if (!table.hasNextValue()) {
                throw refused(shown + " is empty");
            }
            int file = fileColumn(table.nextValue(), shown);
            begun = true;
            for (int number = 2; table.hasNextValue(); number++) {
                String[] cells = table.nextValue();
                if (cells.length == 0 || (cells.length == 1 && cells[0].isEmpty())) {
                    continue;
                }
                if (cells.length != 2 || cells[0].isEmpty() || cells[1].isEmpty()) {
                    throw refused("%s row %d has %s".formatted(shown, number, found(cells)));
                }
                add(folder + plain(cells[file]), new Row(shown, number, DataScan.printable(cells[1 - file])));
            }
        } catch (AtelierException | IOException failure) {
            AtelierException refusal = failure instanceof AtelierException known ? known : unread(shown, failure);
            if (begun) {
                throw refusal;
            }
            others.put(folder, refusal);
            return;
        }
        names.add(shown);
        folders.add(folder);
    }

    private static AtelierException unread(String shown, Exception failure) {
        return failure instanceof JsonProcessingException broken
                ? refused("%s is no table: %s".formatted(shown, DataScan.printable(broken.getOriginalMessage())))
                : refused("%s cannot be read: %s".formatted(shown, Failures.reason((IOException) failure)));
    }

    private static byte[] bytes(String shown, EncodedItem.Content content) throws IOException {
        byte[] bytes = content.read();
        if (bytes.length > MAXIMUM_BYTES) {
            throw refused("%s has %d MB, of at most %d".formatted(shown, bytes.length >> 20, MAXIMUM_BYTES >> 20));
        }
        return bytes;
    }

    /** The position of the column of files; the other one is that of labels. */
    private static int fileColumn(String[] header, String shown) {
        List<String> columns = new ArrayList<>();
        for (String name : header) {
            columns.add(name.toLowerCase(Locale.ROOT));
        }
        if (columns.size() != 2 || !columns.contains(FILE) || !columns.contains(LABEL)) {
            throw refused(
                    "%s begins with the columns '%s'".formatted(shown, DataScan.printable(String.join(",", header))));
        }
        return columns.indexOf(FILE);
    }

    private static String found(String[] cells) {
        return cells.length == 2 ? "an empty cell" : cells.length + (cells.length == 1 ? " cell" : " cells");
    }

    private static AtelierException refused(String what) {
        return new AtelierException(
                Exit.INPUT,
                what + ". Expected a table in UTF-8 with the header '" + FILE + "," + LABEL
                        + "' (in either order) and one row per picture, such as images/1.png,cat; a comma within a cell"
                        + " needs quotes around the cell. Mend the file, or move it away to do without it.");
    }

    /** A path as archives and folders give it. */
    private static String plain(String file) {
        String path = file.replace('\\', '/');
        return path.startsWith("./") ? path.substring(2) : path;
    }

    private void add(String picture, Row row) {
        Row before = rows.putIfAbsent(picture, row);
        if (before != null) {
            twice.add("%s: %s and %s".formatted(DataScan.printable(picture), before.place(), row.place()));
        }
    }

    /**
     * The class of every picture, null for those that lie below no label file.
     *
     * @param pictures paths within the source
     * @param broken paths of files that claim to be pictures and cannot be read: they may have rows
     * @throws AtelierException with {@link Exit#INPUT} where rows and pictures do not match, naming them
     */
    @Nullable
    String[] labels(List<String> pictures, Collection<String> broken) {
        List<String> without = new ArrayList<>();
        @Nullable String[] labels = new @Nullable String[pictures.size()];
        for (int i = 0; i < labels.length; i++) {
            String picture = pictures.get(i);
            Row row = rows.get(picture);
            if (row == null && folders.stream().noneMatch(picture::startsWith)) {
                continue;
            }
            if (row == null) {
                without.add(DataScan.printable(pictures.get(i)));
            } else {
                labels[i] = row.label;
            }
        }
        Map<String, Row> unknown = new HashMap<>(rows);
        unknown.keySet().removeAll(Set.copyOf(pictures));
        unknown.keySet().removeAll(Set.copyOf(broken));
        List<String> mistakes = new ArrayList<>();
        mistakes.addAll(mistake("file with several rows", "files with several rows", twice));
        mistakes.addAll(mistake(
                "row without a picture",
                "rows without a picture",
                unknown.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(
                                java.util.Comparator.comparing(Row::source).thenComparingInt(Row::number)))
                        .map(entry -> entry.getValue().place() + ": " + DataScan.printable(entry.getKey()))
                        .toList()));
        mistakes.addAll(mistake("picture without a row", "pictures without a row", without));
        if (!mistakes.isEmpty()) {
            throw new AtelierException(
                    Exit.INPUT,
                    "%s and the pictures do not match: %s. Expected exactly one row per picture, with its path as seen from the folder of the label file%s. Mend the file, or move it away to do without it."
                            .formatted(String.join(", ", names), String.join("; ", mistakes), example(pictures)));
        }
        return labels;
    }

    private static List<String> mistake(String one, String many, List<String> cases) {
        if (cases.isEmpty()) {
            return List.of();
        }
        int more = cases.size() - LISTED;
        return List.of((cases.size() == 1 ? "1 " + one : cases.size() + " " + many) + " ("
                + String.join(", ", cases.subList(0, Math.min(LISTED, cases.size())))
                + (more > 0 ? " and " + more + " more" : "") + ")");
    }

    private static @Nullable String first(List<String> pictures) {
        return pictures.isEmpty() ? null : DataScan.printable(pictures.get(0));
    }

    private String example(List<String> pictures) {
        String first = first(pictures);
        return first == null || names.size() > 1 || !names.get(0).equals(NAME) ? "" : " (such as " + first + ")";
    }

    /** What is said of them: how many classes they give, and whether folders would have given others. */
    String note(Set<String> classes, List<String> folders, int labelled, int pictures) {
        if (labelled < pictures) {
            return "%s: %d classes of %d pictures; the other %d have those of their folders."
                    .formatted(String.join(", ", names), classes.size(), labelled, pictures - labelled);
        }
        String given = classes.size() == 1
                ? " names one class only, so the pictures count as pictures without classes"
                : " gives the pictures' " + classes.size() + " classes";
        return String.join(", ", names)
                + given
                + (folders.isEmpty()
                        ? "."
                        : "; the " + folders.size() + " class folders (" + String.join(", ", some(folders))
                                + ") do not count.");
    }

    private static Collection<String> some(List<String> folders) {
        if (folders.size() <= LISTED) {
            return new TreeSet<>(folders);
        }
        List<String> some = new ArrayList<>(folders.subList(0, LISTED));
        some.add("…");
        return some;
    }
}
