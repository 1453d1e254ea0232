package atelier.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CloseNamesTest {
    private static final List<String> VERBS = List.of("compare", "train", "resume", "report", "reconstruct");

    @Test
    void aTypingMistakeFindsWhatWasMeant() {
        assertThat(CloseNames.to("compaer", VERBS)).containsExactly("compare");
        assertThat(CloseNames.to("trian", VERBS)).containsExactly("train");
        assertThat(CloseNames.to("TRAIN", VERBS)).containsExactly("train");
    }

    @Test
    void theBeginningOfANameFindsIt() {
        assertThat(CloseNames.to("recon", VERBS)).containsExactly("reconstruct");
    }

    @Test
    void nearestComesFirst() {
        assertThat(CloseNames.to("repor", List.of("resort", "report"))).containsExactly("report", "resort");
    }

    @Test
    void whatIsMuchFartherThanTheNearestIsLeftOut() {
        assertThat(CloseNames.to("training.batchsize", List.of("training.precision", "training.batchSize")))
                .containsExactly("training.batchSize");
    }

    @Test
    void somethingElseFindsNothing() {
        assertThat(CloseNames.to("xyz", VERBS)).isEmpty();
        assertThat(CloseNames.question("xyz", VERBS)).isEmpty();
    }

    @Test
    void theQuestionIsASentence() {
        assertThat(CloseNames.question("resum", VERBS)).isEqualTo(" Did you mean 'resume'?");
    }
}
