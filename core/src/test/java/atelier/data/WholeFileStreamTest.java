package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Files that end too early, in a decoder that does not mind. */
class WholeFileStreamTest {
    private static byte[] stored(String name) throws IOException {
        try (InputStream stream = WholeFileStreamTest.class.getResourceAsStream("/fuzz/PictureFuzz/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    @Test
    void aWholeFileIsReadAlthoughItsBitsAreFetchedBeyondTheEnd() throws IOException {
        Picture picture = ImageDecoder.decode(stored("lossless.webp"), 0, 8);
        Picture same = ImageDecoder.decode(stored("rgb.png"), 0, 8);
        assertThat(picture.width()).isEqualTo(6);
        assertThat(picture.pixels()).isEqualTo(same.pixels());
    }

    @Test
    void aFewBytesThatPromiseMillionsOfCodesAreRefused() throws IOException {
        byte[] endless = stored("endless.webp");
        assertThatThrownBy(() -> ImageDecoder.decode(endless, 0, 8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends too early");
    }
}
