package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of answers, good and bad, against a test of 40 pictures: 0 to 9 of a GAN, 10 to 19 of a VAE, then real ones. */
class HumanAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void writeComparison() throws IOException {
        ObjectNode key = JSON.createObjectNode().put("version", 1).put("id", "0123456789abcdef");
        for (int i = 0; i < 40; i++) {
            key.withArray("pictures").addObject().put("source", i < 10 ? "gan" : i < 20 ? "vae" : "real");
        }
        RunFolder.write(folder.resolve("human-test.json"), key);
        ObjectNode verdict = JSON.createObjectNode().put("version", 1);
        verdict.putArray("models").addObject().put("name", "vae");
        verdict.withArray("models").addObject().put("name", "gan");
        verdict.putArray("verdicts").addObject().put("use", "realism").put("winner", "gan");
        RunFolder.write(folder.resolve("verdict.json"), verdict);
        Files.createDirectory(folder.resolve("human"));
    }

    private static ObjectNode answers(String person, IntPredicate real) {
        ObjectNode document = JSON.createObjectNode()
                .put("format", "atelier-human-test")
                .put("version", 1)
                .put("test", "0123456789abcdef")
                .put("person", person);
        ArrayNode answers = document.putArray("answers");
        for (int i = 0; i < 40; i++) {
            answers.addObject().put("picture", i).put("real", real.test(i)).put("milliseconds", 1500);
        }
        return document;
    }

    private void put(String file, JsonNode document) {
        RunFolder.write(folder.resolve("human").resolve(file), document);
    }

    private JsonNode updated() {
        HumanAnswers.update(folder, notes::add);
        return RunFolder.read(folder.resolve("verdict.json")).path("humanTest");
    }

    /** The reason why a file was left out beside a good one. */
    private String reason(String file) {
        put("good.json", answers("annabel", i -> i % 3 == 0));
        JsonNode result = updated();
        assertThat(result.path("persons").asInt()).as("the good one counts").isOne();
        assertThat(result.path("leftOut")).hasSize(1);
        assertThat(result.at("/leftOut/0/file").asText()).isEqualTo(file);
        assertThat(notes).singleElement().asString().contains(file, "left out");
        return result.at("/leftOut/0/reason").asText();
    }

    @Test
    void answersOfSeveralPersonsComeTogether() {
        put("human-ann.json", answers("annabel", i -> i < 8 || i >= 20));
        put("human-bob.json", answers("bobby", i -> i < 6 || i >= 22));
        JsonNode result = updated();
        assertThat(notes).isEmpty();
        assertThat(result.path("persons").asInt()).isEqualTo(2);
        assertThat(result.path("answers").asInt()).isEqualTo(80);
        assertThat(result.path("medianSeconds").asDouble()).isEqualTo(1.5);
        assertThat(result.at("/real/value").asDouble()).isEqualTo(38 / 40.0);
        assertThat(result.at("/models/0/name").asText())
                .as("in the verdict's order")
                .isEqualTo("vae");
        assertThat(result.at("/models/1/takenForReal/value").asDouble()).isEqualTo(0.7);
        assertThat(result.at("/models/1/takenForReal/answers").asInt()).isEqualTo(20);
        assertThat(result.at("/models/1/error/value").asDouble()).isCloseTo((0.7 + 0.05) / 2, within(1e-12));
        assertThat(result.at("/differences/0/first").asText()).isEqualTo("gan");
        assertThat(result.at("/agreement/winner").asText()).isEqualTo("gan");
        assertThat(result.toString()).as("names stay in the files").doesNotContain("annabel", "bobby");
    }

    @Test
    void withoutAnswersTheVerdictStaysAsItIs() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("verdict.json"));
        assertThat(updated().isMissingNode()).isTrue();
        assertThat(Files.readAllBytes(folder.resolve("verdict.json"))).isEqualTo(before);
        put("human-ann.json", answers("annabel", i -> i > 5));
        assertThat(updated().isObject()).isTrue();
        Files.delete(folder.resolve("human/human-ann.json"));
        assertThat(updated().isMissingNode()).isTrue();
        assertThat(Files.readAllBytes(folder.resolve("verdict.json"))).isEqualTo(before);
    }

    @Test
    void brokenJsonIsNamed() throws IOException {
        Files.writeString(folder.resolve("human/half.json"), "{\"format\":\"atelier-human-test\",\"answers\":[{\"pic");
        assertThat(reason("half.json")).isEqualTo("not-answers");
        assertThat(notes.get(0)).contains("not readable JSON");
    }

    @Test
    void otherJsonIsNamed() throws IOException {
        Files.writeString(folder.resolve("human/other.json"), "[1,2]");
        assertThat(reason("other.json")).isEqualTo("not-answers");
    }

    @Test
    void anEmptyFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("human/empty.json"), "");
        assertThat(reason("empty.json")).isEqualTo("not-answers");
    }

    @Test
    void anotherVersionIsNamed() {
        put("later.json", answers("bobby", i -> true).put("version", 2));
        assertThat(reason("later.json")).isEqualTo("not-answers");
        assertThat(notes.get(0)).contains("version 2", "expected 1");
    }

    @Test
    void answersToAnotherTestAreNamed() {
        put("elsewhere.json", answers("bobby", i -> true).put("test", "ffff"));
        assertThat(reason("elsewhere.json")).isEqualTo("other-test");
        assertThat(notes.get(0)).contains("ffff", "0123456789abcdef");
    }

    @Test
    void picturesThatThereAreNotAreNamed() {
        ObjectNode document = answers("bobby", i -> true);
        document.withArray("answers").addObject().put("picture", 40).put("real", true);
        put("strange.json", document);
        assertThat(reason("strange.json")).isEqualTo("unknown-picture");
        assertThat(notes.get(0)).contains("picture 40", "0 to 39");
    }

    @Test
    void anAnswerGivenTwiceIsNamed() {
        ObjectNode document = answers("bobby", i -> true);
        document.withArray("answers").addObject().put("picture", 7).put("real", false);
        put("twice.json", document);
        assertThat(reason("twice.json")).isEqualTo("repeated-picture");
    }

    @Test
    void anAnswerThatIsNoneIsNamed() {
        ObjectNode document = answers("bobby", i -> true);
        document.withArray("answers").addObject().put("picture", "7").put("real", "yes");
        put("words.json", document);
        assertThat(reason("words.json")).isEqualTo("not-answers");
    }

    @Test
    void aCopyOfAFileIsNamed() {
        put("human-ann.json", answers("annabel", i -> i % 2 == 0));
        assertThat(reason("human-ann.json")).as("good.json is also by annabel").isEqualTo("answered-before");
    }

    @Test
    void tooFewAnswersAreNamed() {
        ObjectNode document = answers("bobby", i -> true);
        ArrayNode few = document.putArray("answers");
        few.addObject().put("picture", 3).put("real", true);
        put("few.json", document);
        assertThat(reason("few.json")).isEqualTo("too-few");
    }

    @Test
    void ofUnusableFilesAloneNothingIsSaidButTheyAreNamed() throws IOException {
        Files.writeString(folder.resolve("human/half.json"), "{");
        assertThat(updated().isMissingNode()).isTrue();
        assertThat(notes).singleElement().asString().contains("half.json");
    }

    @Test
    void answersWithoutTheKeyAreSaid() throws IOException {
        put("human-ann.json", answers("annabel", i -> i > 5));
        Files.delete(folder.resolve("human-test.json"));
        assertThat(updated().isMissingNode()).isTrue();
        assertThat(notes).singleElement().asString().contains("human-test.json", "run the comparison again");
    }
}
