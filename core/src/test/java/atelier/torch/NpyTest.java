package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        Path file = folder.resolve("a.npy");
        Npy.write(file, new float[] {1, -2, 3.5f, 4, 5, 6}, 2, 3);
        Npy array = Npy.read(file);
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.floats()).containsExactly(1, -2, 3.5f, 4, 5, 6);
        Npy.write(file, new byte[] {0, (byte) 255}, 2);
        assertThat(Npy.read(file).doubles()).containsExactly(0, 255);
        Npy.write(file, new float[] {7});
        assertThat(Npy.read(file).shape()).isEmpty();
    }

    @Test
    void halvesAreRoundedToTheNearest() {
        Path file = folder.resolve("half.npy");
        float[] values = {0, -0.0f, 1, -2.5f, 65504, 1e-7f, 6.1e-5f, 0.1f, 1.0004883f, 2047.6f};
        Npy.writeHalf(file, values, values.length);
        float[] read = Npy.read(file).floats();
        // 0.1 in float16 is 1638/2^14; 1 + 2^-11 is a tie and goes to even; 2047.6 carries into the exponent.
        assertThat(read)
                .containsExactly(0, -0.0f, 1, -2.5f, 65504, 2 * 0x1p-24f, 1023 * 0x1p-24f, 1638 * 0x1p-14f, 1, 2048);
    }

    @Test
    void theHeaderIsThatOfNumPy() throws IOException {
        Path file = folder.resolve("a.npy");
        Npy.write(file, new float[3], 3);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes.length).isEqualTo(128 + 12);
        assertThat(new String(bytes, 10, 60, StandardCharsets.ISO_8859_1))
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }");
    }

    @Test
    void damagedAndForeignFilesAreRefusedInWords() throws IOException {
        Path file = folder.resolve("a.npy");
        Npy.write(file, new float[100], 10, 10);
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 9, 40, good.length - 1}) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> Npy.read(file))
                    .isInstanceOf(AtelierException.class)
                    .hasMessageContaining("a.npy");
        }
        refused(file, good, "(10, 10)", "(99, 10)", "truncated");
        refused(file, good, "'<f4'", "'>f4'", "element type");
        refused(file, good, "'<f4'", "'|O8'", "element type");
        refused(file, good, "False, ", "True,  ", "Fortran");
        byte[] longHeader = good.clone();
        longHeader[9] = (byte) 0xff;
        Files.write(file, longHeader);
        assertThatThrownBy(() -> Npy.read(file)).hasMessageContaining("header");
    }

    private static void refused(Path file, byte[] good, String from, String to, String message) throws IOException {
        String text = new String(good, StandardCharsets.ISO_8859_1).replace(from, to);
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining(message);
    }
}
