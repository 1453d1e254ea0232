package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.evaluation.SetPair;
import atelier.nn.features.FeatureSet;
import atelier.torch.RandomStream;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreDetailsTest {
    private static final int COUNT = 120;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static FeatureSet features(long seed, int count) {
        float[] values = new float[count * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) RandomStream.of(seed, "features", i).nextDouble();
        }
        return new FeatureSet("test", count, 3, values);
    }

    private static ObjectNode written(ImageSet set, int generated) {
        FeatureSet real = features(1, COUNT);
        ObjectNode document = new ObjectMapper().createObjectNode();
        new ScoreDetails(set, new SetPair(real, features(2, COUNT)))
                .write(document, new SetPair(real, features(3, generated)), null);
        return document;
    }

    @Test
    void classesAndSizesOfAnUnconditionalModelAreStored() throws IOException {
        ObjectNode document = written(TinyPictures.set(folder, COUNT, 3, 16, 1), COUNT);
        JsonNode perClass = document.path("perClass");
        assertThat(perClass.path("classes")).hasSize(3);
        assertThat(perClass.path("measures").findValuesAsText("metric")).containsExactly("coverage");
        JsonNode values = perClass.path("measures").get(0).path("values");
        assertThat(values).hasSize(3).allSatisfy(value -> {
            assertThat(value.path("count").asInt()).isEqualTo(COUNT / 3);
            assertThat(value.path("value").asDouble()).isBetween(0.5, 1.0);
            assertThat(value.path("floor").asDouble()).isBetween(0.5, 1.0);
            assertThat(value.path("low").asDouble())
                    .isLessThan(value.path("high").asDouble());
        });
        JsonNode distance = document.path("distanceBySize");
        for (String which : new String[] {"generated", "floor"}) {
            assertThat(distance.path(which).path("points")).hasSize(5);
            assertThat(distance.path(which).path("points").get(0).path("count").asInt())
                    .isEqualTo(COUNT);
            assertThat(distance.path(which).path("intercept").isNumber()).isTrue();
        }
    }

    @Test
    void whatDoesNotApplyIsLeftOut() throws IOException {
        ObjectNode document = written(TinyPictures.set(folder, COUNT, 0, 16, 1), 40);
        assertThat(document.has("perClass")).as("no classes").isFalse();
        assertThat(document.has("distanceBySize")).as("too few pictures").isFalse();
    }
}
