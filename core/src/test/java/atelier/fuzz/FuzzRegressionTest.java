package atelier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Readers and damaged input, in short: every stored input and changes of it at random. What a fuzzer found is stored with
 * the others and so tried for ever; {@code bench/endurance/fuzz.sh} looks for more, and for inputs that take long: here
 * only one that is never done with is found, by the limit of a test.
 */
class FuzzRegressionTest {
    private static final int CHANGES = 150;
    private static final int MOST_CHANGED_PLACES = 4;

    @ParameterizedTest
    @CsvSource({
        "atelier.data.PictureFuzz, 7",
        "atelier.data.JpegFuzz, 3",
        "atelier.data.PngFuzz, 2",
        "atelier.data.GifFuzz, 1",
        "atelier.data.BmpFuzz, 1",
        "atelier.data.WebpFuzz, 3",
        "atelier.data.SourceFuzz, 6",
        "atelier.data.ZipFuzz, 1",
        "atelier.data.TarFuzz, 1",
        "atelier.data.TarGzFuzz, 1",
        "atelier.data.IdxFuzz, 1",
        "atelier.data.IdxGzFuzz, 1",
        "atelier.data.CifarFuzz, 1",
        "atelier.data.PackFuzz, 1",
        "atelier.torch.NpyFuzz, 3",
        "atelier.torch.SafeTensorsFuzz, 1",
        "atelier.torch.PthFuzz, 1",
        "atelier.data.LabelsFuzz, 2",
        "atelier.cli.ConfigFuzz, 1",
        "atelier.experiment.RunFuzz, 1",
        "atelier.experiment.ModelConfigFuzz, 1",
        "atelier.experiment.diagnosis.LogFuzz, 1",
        "atelier.training.ManifestFuzz, 1",
    })
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nothingButRefusalsComesOfStoredInputsAndTheirChanges(String target, int seeds) throws Throwable {
        Class<?> type = Class.forName(target);
        MethodHandle reader = FuzzTiming.reader(type);
        List<byte[]> inputs = stored(type.getSimpleName());
        assertThat(inputs).hasSizeGreaterThanOrEqualTo(seeds);
        for (byte[] input : inputs) {
            // A function of the input alone: another one beside it changes nothing.
            Random random = new Random(Arrays.hashCode(input));
            tried(reader, input);
            for (int i = 0; i < CHANGES; i++) {
                tried(reader, changed(input, random));
            }
        }
    }

    private static void tried(MethodHandle reader, byte[] input) throws Throwable {
        try {
            reader.invokeExact(input);
        } catch (Throwable failure) {
            Path kept = Files.write(Files.createTempFile("atelier-fuzz", ".input"), input);
            fail("an input that is not refused properly is kept in " + kept, failure);
        }
    }

    private static List<byte[]> stored(String name) throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(FuzzRegressionTest.class.getResource("/fuzz/" + name))
                .toURI());
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    /** Some bytes changed, or the end cut off, or a part repeated. */
    private static byte[] changed(byte[] input, Random random) {
        if (input.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int kind = random.nextInt(8);
        if (kind == 0) {
            return Arrays.copyOf(input, random.nextInt(input.length));
        }
        if (kind == 1) {
            int from = random.nextInt(input.length);
            byte[] longer = Arrays.copyOf(input, input.length + input.length - from);
            System.arraycopy(input, from, longer, input.length, input.length - from);
            return longer;
        }
        byte[] other = input.clone();
        for (int i = random.nextInt(MOST_CHANGED_PLACES); i >= 0; i--) {
            int at = random.nextInt(other.length);
            other[at] = kind < 4 ? (byte) (random.nextBoolean() ? 0xFF : 0) : (byte) random.nextInt();
        }
        return other;
    }
}
