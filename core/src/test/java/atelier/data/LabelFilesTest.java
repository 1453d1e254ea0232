package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes from labels.csv: in folders and archives, and what is refused. */
class LabelFilesTest {
    private static final int PICTURES = 12;

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private ImageDataset open(Path path) {
        return Datasets.open(path.toString(), TestPictures.options(folder), new ProgressListener() {
            @Override
            public void progress(String phase, long done, long total) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
    }

    private static byte[] picture(int number) {
        return TestPictures.encode(TestPictures.photograph(16, 16, number), "png");
    }

    /** Three classes in turn, one of which has a comma and a quote in its name. */
    private static String label(int number) {
        return List.of("große Katze", "hund", "a \"b\", c").get(number % 3);
    }

    private static String row(int number) {
        return "img/" + number + ".png,\"" + label(number).replace("\"", "\"\"") + "\"\n";
    }

    private static String table() {
        StringBuilder text = new StringBuilder("file,label\n");
        for (int i = PICTURES - 1; i >= 0; i--) {
            text.append(row(i));
        }
        return text.toString();
    }

    private static Map<String, byte[]> entries(String top, String table) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < PICTURES; i++) {
            entries.put(top + "img/" + i + ".png", picture(i));
        }
        entries.put(top + "labels.csv", table.getBytes(StandardCharsets.UTF_8));
        return entries;
    }

    private Path write(String kind, Map<String, byte[]> entries) throws IOException {
        Path place = folder.resolve(kind);
        if (kind.equals("folder")) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                TestPictures.write(place.resolve(entry.getKey()), entry.getValue());
            }
            return place;
        }
        try (OutputStream stream = Files.newOutputStream(place)) {
            if (kind.equals("zip")) {
                try (ZipOutputStream zip = new ZipOutputStream(stream)) {
                    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                        zip.putNextEntry(new ZipEntry(entry.getKey()));
                        zip.write(entry.getValue());
                    }
                }
            } else {
                try (TarArchiveOutputStream tar = new TarArchiveOutputStream(stream)) {
                    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                        TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
                        header.setSize(entry.getValue().length);
                        tar.putArchiveEntry(header);
                        tar.write(entry.getValue());
                        tar.closeArchiveEntry();
                    }
                }
            }
        }
        return place;
    }

    @ParameterizedTest
    @CsvSource({"folder,''", "zip,''", "zip,set/", "tar,''", "tar,./set/"})
    void aTableBesideThePicturesGivesTheirClasses(String kind, String top) throws IOException {
        Path data = write(kind, entries(top, table()));
        // Once from the files and once from the cache, and the same is said.
        for (int time = 0; time < 2; time++) {
            notes.clear();
            try (ImageDataset dataset = open(data)) {
                assertThat(dataset.labelNames()).containsExactly("a \"b\", c", "große Katze", "hund");
                assertThat(dataset.images().scan().otherFiles()).isZero();
                List<byte[]> originals = new ArrayList<>();
                for (int i = 0; i < PICTURES; i++) {
                    originals.add(ImageDecoder.decode(picture(i), 0, 16).pixels());
                }
                byte[] pixels = new byte[3 * 16 * 16];
                for (int i = 0; i < PICTURES; i++) {
                    dataset.images().copyImage(i, pixels, 0);
                    int number = 0;
                    while (!java.util.Arrays.equals(originals.get(number), pixels)) {
                        number++;
                    }
                    assertThat(dataset.labelNames().get(dataset.images().label(i)))
                            .isEqualTo(label(number));
                }
            }
            assertThat(notes)
                    .anySatisfy(note -> assertThat(note).contains("labels.csv gives the pictures' 3 classes."));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file,label\na.png,x\nb.png,y\n",
                "label,file\r\nx,a.png\r\ny,b.png\r\n",
                "\uFEFFFile, Label\n\"a.png\", x\n\n./b.png,y",
            })
    void columnsMayBeInEitherOrderAndWrittenAsSpreadsheetsDo(String table) {
        LabelFiles files = new LabelFiles();
        files.add("labels.csv", () -> table.getBytes(StandardCharsets.UTF_8));
        assertThat(files.labels(List.of("a.png", "b.png"), List.of())).containsExactly("x", "y");
    }

    @Test
    void theTableWinsOverClassFoldersAndSaysSo() throws IOException {
        StringBuilder table = new StringBuilder("file,label\n");
        for (int i = 0; i < PICTURES; i++) {
            String name = (i % 2 == 0 ? "even/" : "odd/") + i + ".png";
            TestPictures.write(folder.resolve("both/" + name), picture(i));
            table.append(name).append(i < 6 ? ",low\n" : ",high\n");
        }
        TestPictures.write(folder.resolve("both/labels.csv"), table.toString().getBytes(StandardCharsets.UTF_8));
        try (ImageDataset dataset = open(folder.resolve("both"))) {
            assertThat(dataset.labelNames()).containsExactly("high", "low");
        }
        assertThat(notes)
                .contains("labels.csv gives the pictures' 2 classes; the 2 class folders (even, odd) do not count.");
    }

    @Test
    void tablesOfSplitsLabelTheirOwnPictures() throws IOException {
        for (int i = 0; i < PICTURES; i++) {
            TestPictures.write(folder.resolve("split/" + (i < 9 ? "train/" : "test/") + i + ".png"), picture(i));
        }
        TestPictures.write(
                folder.resolve("split/train/labels.csv"),
                "file,label\n0.png,1\n1.png,2\n2.png,10\n3.png,1\n4.png,1\n5.png,1\n6.png,1\n7.png,1\n8.png,1\n"
                        .getBytes(StandardCharsets.UTF_8));
        TestPictures.write(
                folder.resolve("split/test/labels.csv"),
                "file,label\n9.png,1\n10.png,2\n11.png,10\n".getBytes(StandardCharsets.UTF_8));
        try (ImageDataset dataset = open(folder.resolve("split"))) {
            assertThat(dataset.labelNames()).containsExactly("1", "2", "10");
            assertThat(dataset.test().count()).isEqualTo(3);
        }
    }

    /** Downloaded sets bring tables of their own, whose columns are others. */
    @ParameterizedTest
    @CsvSource({"folder", "zip", "tar"})
    void anotherTableBesideThePicturesIsAnotherFile(String kind) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < PICTURES; i++) {
            entries.put((i % 2 == 0 ? "even/" : "odd/") + i + ".png", picture(i));
        }
        entries.put("meta/labels.csv", "id;name;parent\n1;even;0\n".getBytes(StandardCharsets.UTF_8));
        Path data = write(kind, entries);
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.labelNames()).containsExactly("even", "odd");
            assertThat(dataset.train().images().scan().otherFiles()).isOne();
        }
        assertThat(notes).anySatisfy(note -> assertThat(note).contains("meta/labels.csv", "does not count"));
    }

    @Test
    void picturesBelowNoTableHaveTheClassesOfTheirFolders() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        StringBuilder table = new StringBuilder("file,label\n");
        for (int i = 0; i < PICTURES; i++) {
            entries.put((i % 2 == 0 ? "even/" : "odd/") + i + ".png", picture(i));
            table.append(i % 2 == 0 ? i + ".png," + (i < 6 ? "low\n" : "high\n") : "");
        }
        entries.put("even/labels.csv", table.toString().getBytes(StandardCharsets.UTF_8));
        try (ImageDataset dataset = open(write("folder", entries))) {
            assertThat(dataset.labelNames()).containsExactly("high", "low", "odd");
        }
        assertThat(notes)
                .contains("even/labels.csv: 2 classes of 6 pictures; the other 6 have those of their folders.");
    }

    @Test
    void aTableInTheOnlyFolderOfAnArchiveIsMeant() throws IOException {
        Path zip = write("zip", entries("set/", "file;label\n"));
        assertThatThrownBy(() -> open(zip))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("set/labels.csv begins with the columns 'file;label'");
    }

    @Test
    void oneClassOnlyIsNoneAndIsSaid() throws IOException {
        try (ImageDataset dataset = open(write("folder", entries("", table().replaceAll(",\".*\n", ",all\n"))))) {
            assertThat(dataset.labelNames()).isEmpty();
        }
        assertThat(notes).anySatisfy(note -> assertThat(note).contains("one class only"));
    }

    private String refusal(String table) throws IOException {
        Path data = write("folder", entries("", table));
        List<String> message = new ArrayList<>();
        assertThatThrownBy(() -> open(data))
                .isInstanceOf(AtelierException.class)
                .satisfies(problem ->
                        assertThat(((AtelierException) problem).exit()).isEqualTo(Exit.INPUT))
                .satisfies(problem -> message.add(problem.getMessage()));
        return message.get(0);
    }

    @Test
    void rowsAndPicturesThatDoNotMatchAreAllNamed() throws IOException {
        String table = table().replace("img/7.png", "img/seven.png") + "img/2.png,hund\n";
        assertThat(refusal(table))
                .contains("1 file with several rows (img/2.png: labels.csv row 11 and labels.csv row 14)")
                .contains("1 row without a picture (labels.csv row 6: img/seven.png)")
                .contains("1 picture without a row (img/7.png)");
        assertThat(refusal("file,label\n"))
                .contains("12 pictures without a row (img/0.png, img/1.png")
                .contains("and 7 more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file,class       | begins with the columns 'file,class'",
                "file;label       | begins with the columns 'file;label'",
                "file,label,split | begins with the columns 'file,label,split'",
                "''               | labels.csv is empty",
            })
    void anotherHeaderIsRefusedWithTheOneThatIsExpected(String header, String message) throws IOException {
        assertThat(refusal(header)).contains(message).contains("'file,label'");
    }

    @Test
    void aRowThatIsNoneIsNamed() throws IOException {
        assertThat(refusal("file,label\nimg/0.png,a,b\n")).contains("labels.csv row 2 has 3 cells");
        assertThat(refusal("file,label\nimg/0.png,a\nimg/1.png,\n")).contains("labels.csv row 3 has an empty cell");
        assertThat(refusal("file,label\n\"img/0.png,a\n")).contains("labels.csv is no table");
    }

    @Test
    void aPictureThatDoesNotDecodeMayHaveARow() {
        LabelFiles files = new LabelFiles();
        files.add("labels.csv", () -> "file,label\na.png,x\nbad.png,y\n".getBytes(StandardCharsets.UTF_8));
        assertThat(files.labels(List.of("a.png"), List.of("bad.png"))).containsExactly("x");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        LabelFiles files = new LabelFiles();
        byte[] latin = "file,label\na.png,gr\u00FCn\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> files.add("labels.csv", () -> latin))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("UTF-8");
    }
}
