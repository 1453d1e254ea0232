package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.RandomStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stacks of files that the tests write: every grey picture is of one level, so a stack says what it was made of. */
class StackedGreysTest {
    private static final int TRAIN_GREYS = 40;
    private static final int TEST_GREYS = 30;
    /** Levels of test pictures begin here, those of training pictures at 0. */
    private static final int FIRST_TEST_LEVEL = 100;

    @TempDir
    private Path folder;

    /** The class of grey picture {@code i} of a part is {@code i * 7 % 10}. */
    private Path greys() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("fashion-mnist"));
        write(inside.resolve("train-images-idx3-ubyte"), images(TRAIN_GREYS, 0));
        write(inside.resolve("train-labels-idx1-ubyte"), labels(TRAIN_GREYS));
        write(inside.resolve("t10k-images-idx3-ubyte"), images(TEST_GREYS, FIRST_TEST_LEVEL));
        write(inside.resolve("t10k-labels-idx1-ubyte"), labels(TEST_GREYS));
        return inside;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    private static byte[] images(int count, int firstLevel) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream stream = new DataOutputStream(bytes);
        for (int value : new int[] {0x803, count, 16, 16}) {
            stream.writeInt(value);
        }
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < 256; p++) {
                stream.writeByte(firstLevel + i);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] labels(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream stream = new DataOutputStream(bytes);
        stream.writeInt(0x801);
        stream.writeInt(count);
        for (int i = 0; i < count; i++) {
            stream.writeByte(i * 7 % 10);
        }
        return bytes.toByteArray();
    }

    /** Pixels of one picture and its label. */
    private record Seen(byte[] pixels, String label, OwnSplit split) {}

    private static List<Seen> stacks(Path greys, int train, int test) throws IOException {
        List<Seen> seen = new ArrayList<>();
        try (ImageSource.Items items =
                StackedGreys.source(Sources.of(greys, List.of()), train, test).open(ProgressListener.NONE)) {
            assertThat(items.count()).isEqualTo(train + test);
            items.forEach(item -> seen.add(
                    new Seen(item.decode(0, 16).pixels(), items.labelNames().get(item.label()), item.split())));
        }
        return seen;
    }

    @Test
    void aStackShowsThreeGreyPicturesAndIsLabelledWithTheirClassesInOrder() throws IOException {
        List<Seen> seen = stacks(greys(), 200, 100);
        assertThat(seen).hasSize(300);
        for (int i = 0; i < seen.size(); i++) {
            Seen picture = seen.get(i);
            boolean test = i >= 200;
            assertThat(picture.split()).isEqualTo(test ? OwnSplit.TEST : OwnSplit.REST);
            RandomStream random = RandomStream.of(1, "stacked-greys " + (test ? "test" : "train"), test ? i - 200 : i);
            StringBuilder label = new StringBuilder();
            for (int c = 0; c < 3; c++) {
                int drawn = random.nextInt(test ? TEST_GREYS : TRAIN_GREYS);
                for (int p : new int[] {0, 100, 255}) {
                    assertThat(picture.pixels()[3 * p + c] & 0xFF)
                            .as("plane %d of picture %d", c, i)
                            .isEqualTo(drawn + (test ? FIRST_TEST_LEVEL : 0));
                }
                label.append(drawn * 7 % 10);
            }
            assertThat(picture.label()).isEqualTo(label.toString());
        }
    }

    @Test
    void aPictureDoesNotDependOnHowManyThereAre() throws IOException {
        Path greys = greys();
        List<Seen> few = stacks(greys, 20, 10);
        List<Seen> many = stacks(greys, 50, 10);
        for (int i = 0; i < 20; i++) {
            assertThat(few.get(i).pixels()).isEqualTo(many.get(i).pixels());
        }
        for (int i = 0; i < 10; i++) {
            assertThat(few.get(20 + i).pixels()).isEqualTo(many.get(50 + i).pixels());
        }
    }

    @Test
    void theNamedSetIsReadFromTheFilesOfFashionMnist() throws IOException {
        greys();
        DataOptions options = TestPictures.options(folder).withDataRoot(folder);
        try (ImageDataset dataset = Datasets.open("stacked-greys", options, ProgressListener.NONE)) {
            assertThat(dataset.name()).isEqualTo("stacked-greys");
            assertThat(dataset.channels()).isEqualTo(3);
            assertThat(dataset.test().count()).isEqualTo(StackedGreys.TEST);
            assertThat(dataset.provenance().licence()).isEqualTo("MIT");
            assertThat(dataset.labelNames()).hasSize(StackedGreys.MODES);
            assertThat(StackedGreys.made(dataset.train())).isTrue();
            assertThat(Shapes.drew(dataset.train())).isFalse();
            int[] modes = StackedGreys.modes(dataset.train());
            Set<Integer> levels = new HashSet<>();
            byte[] picture = new byte[3 * 256];
            for (int i = 0; i < 500; i++) {
                dataset.train().copyImage(i, picture, 0);
                int mode = modes[dataset.train().label(i)];
                for (int c = 0; c < 3; c++) {
                    levels.add(picture[c] & 0xFF);
                    assertThat(StackedGreys.plane(mode, c)).isEqualTo((picture[c] & 0xFF) * 7 % 10);
                }
            }
            assertThat(levels).as("training pictures only").hasSize(TRAIN_GREYS).allMatch(level -> level < TRAIN_GREYS);
            dataset.test().copyImage(0, picture, 0);
            assertThat(picture[0] & 0xFF).as("a test picture").isGreaterThanOrEqualTo(FIRST_TEST_LEVEL);
        }
    }

    @Test
    void aModeIsReadPlaneByPlane() {
        assertThat(StackedGreys.plane(407, 0)).isEqualTo(4);
        assertThat(StackedGreys.plane(407, 1)).isZero();
        assertThat(StackedGreys.plane(407, 2)).isEqualTo(7);
    }

    @Test
    void filesThatCannotBeStackedAreNamed() throws IOException {
        Path greys = greys();
        DataOptions options = TestPictures.options(folder).withDataRoot(folder);
        Files.delete(greys.resolve("t10k-images-idx3-ubyte"));
        assertThatThrownBy(() -> Datasets.open("stacked-greys", options, ProgressListener.NONE))
                .hasMessageContaining("40 training and 0 test pictures")
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.INPUT));
        greys();
        Files.delete(greys.resolve("train-labels-idx1-ubyte"));
        assertThatThrownBy(() -> Datasets.open("stacked-greys", options, ProgressListener.NONE))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("with classes 0 to 9");
    }
}
