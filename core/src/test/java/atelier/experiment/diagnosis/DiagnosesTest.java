package atelier.experiment.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs with a planted trouble each, and what must not be called one. */
class DiagnosesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TOTAL = 10_000;
    private static final int LINES = 200;

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void startLog() {
        lines.clear();
    }

    static Stream<Diagnosis> all() {
        return Diagnoses.all().stream();
    }

    private static ObjectNode line(double fraction) {
        return JSON.createObjectNode()
                .put("images", Math.round(fraction * TOTAL))
                .put("seconds", 100 * fraction);
    }

    /** Losses as functions of the part of the run that is done, up to {@code until}. */
    private void losses(double until, Map<String, DoubleUnaryOperator> curves) {
        for (int i = 1; i <= LINES * until; i++) {
            double fraction = i / (double) LINES;
            ObjectNode line = line(fraction);
            ObjectNode losses = line.putObject("losses");
            curves.forEach((name, curve) -> losses.put(name, curve.applyAsDouble(fraction)));
            lines.add(line.toString());
        }
    }

    private void entry(String kind, double fraction, Object... namesAndValues) {
        ObjectNode line = line(fraction);
        ObjectNode values = line.putObject(kind);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
        }
        lines.add(line.toString());
    }

    private Course course() throws IOException {
        Path log = folder.resolve("log.jsonl");
        Files.write(log, lines);
        return Course.read(log, TOTAL);
    }

    private List<String> found() throws IOException {
        Course course = course();
        return Diagnoses.all().stream()
                .filter(diagnosis -> diagnosis.look(course).isPresent())
                .map(Diagnosis::name)
                .toList();
    }

    private void scores(double fraction, double train, double heldOut, double generated) {
        entry(
                "signs",
                fraction,
                Signs.NEIGHBOUR_DISTANCE,
                0.9,
                Signs.TRAIN_SCORE,
                train,
                Signs.HELD_OUT_SCORE,
                heldOut,
                Signs.GENERATED_SCORE,
                generated,
                Signs.SCORE_ERROR,
                0.1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsSaidOfARunThatHasNotBegun(Diagnosis diagnosis) throws IOException {
        assertThat(diagnosis.look(course())).isEmpty();
        assertThat(diagnosis.look(Course.finished(Map.of()))).isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertThat(Diagnoses.all().stream().map(Diagnosis::name)).doesNotHaveDuplicates();
    }

    @Test
    void aSoundGameIsLeftInPeace() throws IOException {
        losses(
                1,
                Map.of(
                        "generator", part -> 0.75 + part + 0.1 * Math.sin(90 * part),
                        "critic", part -> 0.65 - 0.3 * part,
                        "margin", part -> 0.1 + part,
                        "told", part -> 0.6 + 0.3 * part));
        for (double part = 0.1; part <= 1; part += 0.1) {
            scores(part, 0.5 + part, 0.4 + part, -part);
            entry("metrics", part, "recall", 0.5 * Math.min(1, 2 * part), "frechet-distance", 100 * (1.1 - part));
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void aSoundAutoencoderIsLeftInPeace() throws IOException {
        losses(
                1,
                Map.of(
                        "reconstruction", part -> -1800 + 2500 * Math.exp(-20 * part),
                        "kl", part -> 20 * (1 - Math.exp(-15 * part))));
        for (double part = 0.1; part <= 1; part += 0.1) {
            entry("signs", part, Signs.NEIGHBOUR_DISTANCE, 0.1 + 0.6 * part, Signs.ACTIVE_UNITS, 11, Signs.UNITS, 24);
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void picturesThatGrowAlikeAreACollapse() throws IOException {
        entry("signs", 0.1, Signs.NEIGHBOUR_DISTANCE, 0.3, Signs.TRAIN_SCORE, 0);
        entry("signs", 0.2, Signs.NEIGHBOUR_DISTANCE, 0.9, Signs.TRAIN_SCORE, 0);
        entry("signs", 0.3, Signs.NEIGHBOUR_DISTANCE, 0.5, Signs.TRAIN_SCORE, 0);
        assertThat(found()).isEmpty();
        entry("signs", 0.4, Signs.NEIGHBOUR_DISTANCE, 0.2, Signs.TRAIN_SCORE, 0);
        assertThat(found()).containsExactly("collapse");
        Evidence evidence = new Collapse().look(course()).orElseThrow();
        assertThat(evidence.values().path("now").asDouble()).isEqualTo(0.2);
        assertThat(evidence.values().path("best").asDouble()).isEqualTo(0.9);
    }

    @Test
    void picturesThatWereNeverApartAreACollapseFromTheMiddleOn() throws IOException {
        entry("signs", 0.4, Signs.NEIGHBOUR_DISTANCE, 0.05, Signs.TRAIN_SCORE, 0);
        assertThat(found()).isEmpty();
        entry("signs", 0.5, Signs.NEIGHBOUR_DISTANCE, 0.06, Signs.TRAIN_SCORE, 0);
        assertThat(found()).containsExactly("collapse");
    }

    @Test
    void recallThatFallsToAThirdIsLostVariety() throws IOException {
        entry("metrics", 0.1, "recall", 0.3);
        entry("metrics", 0.2, "recall", 0.15);
        assertThat(found()).isEmpty();
        entry("metrics", 0.3, "recall", 0.05);
        assertThat(found()).containsExactly("lost-variety");
    }

    @Test
    void aDiscriminatorThatIsAlwaysRightWhileTheGeneratorsLossGrowsWins() throws IOException {
        losses(
                1,
                Map.of(
                        "generator", part -> 0.75 + 3 * part,
                        "margin", part -> 0.05 + 3 * part,
                        "told", part -> Math.min(0.99, 0.6 + 0.6 * part)));
        assertThat(found()).containsExactly("discriminator-wins");
    }

    private void moves(double fraction, double generator, double discriminator) {
        entry("signs", fraction, Movement.GENERATOR, generator, Movement.DISCRIMINATOR, discriminator);
    }

    /** As a run was seen whose generator was all but stopped after 0.4 of it. */
    @Test
    void aGeneratorThatStandsStillBeforeADiscriminatorThatTellsAllHasLost() throws IOException {
        losses(
                0.5,
                Map.of(
                        "generator", part -> part <= 0.4 ? 0.71 : 1.11,
                        "margin", part -> part <= 0.4 ? 0.01 : 0.57,
                        "told", part -> part <= 0.4 ? 0.5 : 0.99));
        List<String> all = List.copyOf(lines);
        moves(0.1, 0.9, 0.019);
        moves(0.25, 0.022, 0.025);
        moves(0.3, 0.027, 0.030);
        moves(0.35, 0.027, 0.030);
        moves(0.4, 0.027, 0.031);
        assertThat(found()).isEmpty();
        moves(0.5, 0.0032, 0.07);
        assertThat(found()).containsExactly("discriminator-wins");
        Evidence evidence = new DiscriminatorWins().look(course()).orElseThrow();
        assertThat(evidence.values().path("before").asDouble()).isLessThan(0.72);
        assertThat(evidence.values().path("now").asDouble()).isGreaterThan(1);
        lines.clear();
        lines.addAll(all);
        moves(0.35, 0.027, 0.030);
        moves(0.4, 0.027, 0.031);
        moves(0.5, 0.0032, 0.07);
        assertThat(found()).as("too few checks to know what is usual").isEmpty();
    }

    /** Towards the end of good runs both players come to rest, and the discriminator tells nearly all pairs. */
    @Test
    void aGameThatComesToRestIsNotLost() throws IOException {
        losses(
                1,
                Map.of(
                        "generator", part -> 0.8 + 0.25 * part,
                        "margin", part -> 0.06 + 0.55 * part,
                        "told", part -> Math.min(1, 0.7 + 0.4 * part)));
        for (double part = 0.1; part <= 1; part += 0.1) {
            double rest = part < 0.5 ? 1 : Math.max(0.02, 2 - 2 * part);
            moves(part, 0.03 * rest, 0.04 * rest);
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void aWassersteinCriticThatIsAlwaysRightIsAsItShouldBe() throws IOException {
        losses(
                1,
                Map.of(
                        "generator", part -> -2 + 8 * part,
                        "margin", part -> 6 - 4 * part,
                        "critic", part -> -6 + 4 * part,
                        "told", part -> 0.99));
        assertThat(found()).isEmpty();
    }

    @Test
    void aGameThatBeginsLateIsJudgedByItsOwnBeginning() throws IOException {
        losses(0.5, Map.of("reconstruction", part -> -1000 * part));
        List<String> first = List.copyOf(lines);
        losses(
                1,
                Map.of(
                        "generator", part -> part <= 0.5 ? 0 : 0.8,
                        "margin", part -> 0.2,
                        "told", part -> 0.99));
        List<String> second = lines.subList(first.size() + LINES / 2, lines.size());
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        lines.clear();
        lines.addAll(both);
        assertThat(found()).isEmpty();
    }

    @Test
    void heldOutPicturesThatLookGeneratedAreOverfitting() throws IOException {
        scores(0.1, 2, 1.8, -1);
        scores(0.2, 2, 0.1, -1);
        assertThat(found()).as("one check is none").isEmpty();
        scores(0.3, 2, -0.1, -1);
        assertThat(found()).containsExactly("discriminator-overfits");
        Evidence evidence = new DiscriminatorOverfits().look(course()).orElseThrow();
        assertThat(evidence.values().path("share").asDouble())
                .as("(2 + 0.1) / (2 + 1)")
                .isCloseTo(0.7, org.assertj.core.api.Assertions.within(1e-12));
    }

    @Test
    void aDifferenceWithinItsErrorIsNoOverfitting() throws IOException {
        scores(0.1, 0.3, 0.0, -0.1);
        scores(0.2, 0.3, 0.0, -0.1);
        assertThat(found()).isEmpty();
    }

    @Test
    void unitsThatDoNothingAreAPosteriorCollapse() throws IOException {
        entry("signs", 0.2, Signs.ACTIVE_UNITS, 0, Signs.UNITS, 24);
        assertThat(found()).as("too early").isEmpty();
        entry("signs", 0.4, Signs.ACTIVE_UNITS, 2, Signs.UNITS, 24);
        assertThat(found()).containsExactly("posterior-collapse");
    }

    @Test
    void aLossThatDoublesAgainAndAgainExplodes() throws IOException {
        losses(0.5, Map.of("generator", part -> Math.pow(2, 40 * part), "critic", part -> 0.7));
        assertThat(found()).contains("exploding-loss");
        Optional<Evidence> evidence = new ExplodingLoss().look(course());
        assertThat(evidence.orElseThrow().values().path("loss").asText()).isEqualTo("generator");
    }

    @Test
    void aLossThatGrowsSteadilyOrFallsDoesNotExplode() throws IOException {
        losses(1, Map.of("margin", part -> 5 * part, "bits", part -> 8 * Math.exp(-3 * part), "still", part -> 1));
        assertThat(new ExplodingLoss().look(course())).isEmpty();
    }

    @Test
    void aRollbackIsTold() throws IOException {
        lines.add(line(0.1)
                .put("rolledBack", "the loss of phase generator is NaN")
                .toString());
        assertThat(found()).containsExactly("not-finite");
    }

    @Test
    void aLossThatJumpedIsNotCalledInfinite() throws IOException {
        lines.add(line(0.1)
                .put("rolledBack", "the loss of phase autoencoder jumped to 7e+05")
                .put("cause", "loss-spike")
                .toString());
        assertThat(found()).containsExactly("loss-spike");
        assertThat(new LossSpike()
                        .look(course())
                        .orElseThrow()
                        .values()
                        .path("reason")
                        .asText())
                .contains("jumped");
    }

    @Test
    void aPriorThatMissesTheCodesIsAHole() {
        Course.Interval fitted = new Course.Interval(3.3, 3, 3.6);
        Map<String, Course.Interval> good = Map.of("frechet-distance", fitted);
        Map<String, Course.Interval> bad = Map.of("frechet-distance", new Course.Interval(50, 48, 52));
        Map<String, Course.Interval> near = Map.of("frechet-distance", new Course.Interval(9, 3, 15));
        assertThat(new PriorHole().look(Course.finished(Map.of("gmm", good, "normal", bad))))
                .isPresent();
        assertThat(new PriorHole().look(Course.finished(Map.of("gmm", good, "normal", near))))
                .isEmpty();
        assertThat(new PriorHole().look(Course.finished(Map.of("normal", bad)))).isEmpty();
    }

    @Test
    void whatWasFoundIsRemembered() throws IOException {
        ObjectNode line = line(0.2);
        line.putObject("finding").put("name", "collapse");
        lines.add(line.toString());
        lines.add("{\"images\": 3, \"fin");
        assertThat(course().found()).containsExactly("collapse");
    }
}
