package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCardTest {
    @TempDir
    private Path folder;

    @Test
    void classesAddUpToTheSplitsAndWhatWasLeftOutIsNamed() throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 60, 3, 16, 3);
        Files.writeString(pictures.resolve("class-1/broken.png"), "no picture");
        Files.writeString(pictures.resolve("class-1/readme.txt"), "left alone");
        try (ImageDataset data =
                Datasets.open(pictures.toString(), TinyPictures.options(folder), (phase, done, total) -> {})) {
            JsonNode card = DataCard.of(data);
            assertThat(card.path("classes").findValuesAsText("name")).containsExactly("class-0", "class-1", "class-2");
            assertThat(sum(card, "train")).isEqualTo(data.train().count());
            assertThat(sum(card, "validation")).isEqualTo(data.validation().count());
            assertThat(sum(card, "test")).isEqualTo(data.test().count());
            JsonNode source = card.path("source");
            assertThat(source.path("images").asInt()).isEqualTo(60);
            assertThat(source.path("undecodableCount").asInt()).isOne();
            assertThat(source.path("undecodable").get(0).path("file").asText()).contains("broken.png");
            assertThat(source.path("undecodable").get(0).path("reason").asText())
                    .isNotBlank();
            assertThat(source.path("otherFiles").asInt()).isOne();
            assertThat(source.path("sizes").get(0).path("width").asInt()).isEqualTo(16);
            assertThat(source.path("differentSizes").asInt()).isOne();
        }
    }

    private static int sum(JsonNode card, String split) {
        int sum = 0;
        for (JsonNode row : card.path("classes")) {
            sum += row.path(split).asInt();
        }
        return sum;
    }
}
