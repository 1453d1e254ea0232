package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PngFilesTest {
    /** Found by killing runs: grids that a second process drew had their texts in another order. */
    @Test
    void theOrderOfTheTextsDoesNotChangeTheBytes() throws IOException {
        BufferedImage image = TestPictures.photograph(8, 8, 1);
        Map<String, String> first = new LinkedHashMap<>();
        Map<String, String> second = new LinkedHashMap<>();
        String[] keywords = {"model", "images", "seed"};
        for (int i = 0; i < keywords.length; i++) {
            first.put(keywords[i], "text of " + keywords[i]);
            second.put(keywords[keywords.length - 1 - i], "text of " + keywords[keywords.length - 1 - i]);
        }
        assertThat(PngFiles.encode(image, first)).isEqualTo(PngFiles.encode(image, second));
    }
}
