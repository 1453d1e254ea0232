package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VerdictRuleTest {
    /** One run whose metrics have the given values and a standard error of 0.01. */
    private static SetScores scores(Map<String, Double> values) {
        Map<String, Score> scores = new HashMap<>();
        Map<String, double[]> deviations = new HashMap<>();
        values.forEach((metric, value) -> {
            scores.put(
                    metric, new Score(metric, value, value - 0.02, value + 0.02, 0.9, "test convention", 1000, null));
            SplittableRandom random = new SplittableRandom(metric.hashCode() + Double.hashCode(value));
            deviations.put(metric, random.doubles(32, -0.0173, 0.0173).toArray());
        });
        return new SetScores("test", scores, deviations);
    }

    private static ModelScores model(String name, String family, double... precisions) {
        List<ModelScores.Run> runs = new ArrayList<>();
        for (int i = 0; i < precisions.length; i++) {
            SetScores scores = Double.isNaN(precisions[i])
                    ? null
                    : scores(Map.of("precision", precisions[i], "recall", 1 - precisions[i]));
            runs.add(new ModelScores.Run(name + "-" + (i + 1), scores));
        }
        return new ModelScores(name, family, runs);
    }

    private static VerdictRule rule(ModelScores... models) {
        return new VerdictRule(List.of(models), List.of());
    }

    @Test
    void aClearDifferenceWinsWithLowConfidenceForOneSeed() {
        Verdict verdict =
                rule(model("vae", "vae", 0.4), model("gan", "gan", 0.8)).verdict(Use.REALISM);
        assertThat(verdict.winner()).isEqualTo("gan");
        assertThat(verdict.metric()).isEqualTo("precision");
        assertThat(verdict.confidence()).isEqualTo("low");
        assertThat(verdict.reason()).contains("one seed");
    }

    @Test
    void aDifferenceWithinItsIntervalIsNoDecision() {
        Verdict verdict =
                rule(model("vae", "vae", 0.790), model("gan", "gan", 0.795)).verdict(Use.REALISM);
        assertThat(verdict.winner()).isNull();
        assertThat(verdict.confidence()).isEqualTo("none");
        assertThat(verdict.low()).isNegative();
    }

    /** The floor of these scores is 0.9. */
    @Test
    void nothingIsMoreRealThanReal() {
        Verdict beyond =
                rule(model("vae", "vae", 0.91), model("gan", "gan", 0.99)).verdict(Use.REALISM);
        assertThat(beyond.winner()).isNull();
        assertThat(beyond.difference()).isZero();
        Verdict upToIt =
                rule(model("vae", "vae", 0.8), model("gan", "gan", 0.99)).verdict(Use.REALISM);
        assertThat(upToIt.winner()).isEqualTo("gan");
        assertThat(upToIt.difference()).isCloseTo(0.1, within(1e-12));
        // Variety has no such bound: the scores themselves stay as they are.
        Verdict variety =
                rule(model("vae", "vae", 0.01), model("gan", "gan", 0.05)).verdict(Use.DIVERSITY);
        assertThat(variety.difference()).isCloseTo(0.04, within(1e-12));
    }

    @Test
    void manySeedsThatAgreeRaiseTheConfidence() {
        ModelScores vae = model("vae", "vae", 0.40, 0.41, 0.39, 0.40, 0.42);
        ModelScores gan = model("gan", "gan", 0.80, 0.81, 0.79, 0.80, 0.82);
        assertThat(rule(vae, gan).verdict(Use.REALISM).confidence()).isEqualTo("high");
    }

    /** Recall is one minus precision here, so both uses have the same chance. */
    @Test
    void aDecisionThatMayBeChanceAmongAllUsesHasLowConfidence() {
        for (double gap = 0; gap < 0.2; gap += 0.001) {
            VerdictRule rule = rule(
                    model("vae", "vae", 0.40, 0.44, 0.36, 0.42, 0.38),
                    model("gan", "gan", 0.40 + gap, 0.44 + gap, 0.36 + gap, 0.42 + gap, 0.38 + gap));
            Verdict together = rule.verdicts().get(0);
            if (together.winner() != null) {
                assertThat(together.use()).isEqualTo("realism");
                assertThat(together.p()).isBetween(0.025, 0.051);
                assertThat(together.adjusted()).isGreaterThan(together.p()).isBetween(0.05, 0.11);
                assertThat(together.confidence()).isEqualTo("low");
                assertThat(rule.verdict(Use.REALISM).confidence()).isEqualTo("medium");
                return;
            }
        }
        throw new AssertionError("never decided");
    }

    @Test
    void aModelWithOneRunThatHasAValueKeepsItsInterval() {
        SetScores without = new SetScores(
                "test",
                Map.of("precision", new Score("precision", null, null, null, null, "test convention", 0, "none")),
                Map.of());
        ModelScores vae = new ModelScores(
                "vae",
                "vae",
                List.of(
                        new ModelScores.Run("vae-1", without),
                        new ModelScores.Run("vae-2", scores(Map.of("precision", 0.5)))));
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        JsonNode entry =
                VerdictDocument.of(empty, empty, List.of(vae), List.of()).at("/models/0/scores/precision");
        assertThat(entry.get("value").asDouble()).isEqualTo(0.5);
        assertThat(entry.get("low").asDouble()).isEqualTo(0.48);
    }

    @Test
    void theIntervalOverSeedsIsCutWhereTheMetricEnds() {
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        JsonNode entry = VerdictDocument.of(empty, empty, List.of(model("vae", "vae", 0.99, 0.8)), List.of())
                .at("/models/0/scores/precision");
        assertThat(entry.get("high").asDouble()).isEqualTo(1);
        assertThat(entry.get("low").asDouble()).isZero();
    }

    @Test
    void seedsThatDisagreeDecideNothing() {
        ModelScores vae = model("vae", "vae", 0.2, 0.9);
        ModelScores gan = model("gan", "gan", 0.8, 0.5);
        assertThat(rule(vae, gan).verdict(Use.REALISM).winner()).isNull();
    }

    @Test
    void aMetricThatMisordersAControlIsReplacedOrLeavesNoVerdict() {
        List<ModelScores> models = List.of(model("vae", "vae", 0.4), model("gan", "gan", 0.8));
        ControlResult failed = new ControlResult("blurred", "precision", false, 0.8, 0.9);
        Verdict verdict = new VerdictRule(models, List.of(failed)).verdict(Use.REALISM);
        assertThat(verdict.winner()).isNull();
        assertThat(verdict.reason()).contains("precision");
    }

    @Test
    void failedRunsStayInAsTheWorst() {
        ModelScores vae = model("vae", "vae", 0.6);
        ModelScores failed = model("vaegan", "hybrid", Double.NaN);
        ModelScores gan = model("gan", "gan", 0.8);
        assertThat(rule(failed, vae, gan).verdict(Use.REALISM).winner()).isEqualTo("gan");
        assertThat(rule(failed, gan).verdict(Use.REALISM).reason()).contains("failed");
    }

    @Test
    void whatOnlyOneModelCanDoIsSaidSo() {
        ModelScores vae = new ModelScores(
                "vae", "vae", List.of(new ModelScores.Run("vae-1", scores(Map.of("precision", 0.5, "psnr", 20.0)))));
        Verdict verdict = rule(vae, model("gan", "gan", 0.8)).verdict(Use.RECONSTRUCTION);
        assertThat(verdict.winner()).isEqualTo("vae");
        assertThat(verdict.reason()).contains("only model");
    }

    @Test
    void theFolkRuleIsConfirmedAndRefuted() {
        VerdictRule confirmed = rule(model("vae", "vae", 0.4), model("gan", "gan", 0.8), model("x", "hybrid", 0.95));
        assertThat(confirmed.folkRule()).isEqualTo(new VerdictRule.FolkRule("confirmed", "confirmed"));
        VerdictRule refuted = rule(model("vae", "vae", 0.8), model("gan", "gan", 0.4));
        assertThat(refuted.folkRule()).isEqualTo(new VerdictRule.FolkRule("refuted", "refuted"));
        assertThat(rule(model("gan", "gan", 0.4)).folkRule().realism()).isEqualTo("undecided");
    }

    @Test
    void anOutsideReferenceMayWinAndTheFamiliesAreAlsoJudgedWithoutIt() {
        VerdictRule rule = rule(model("vae", "vae", 0.4), model("gan", "gan", 0.8), model("flow", "flow", 0.95));
        assertThat(rule.verdict(Use.REALISM).winner()).isEqualTo("flow");
        assertThat(rule.withoutReference(Use.REALISM)).isNotNull().satisfies(without -> {
            assertThat(without.winner()).isEqualTo("gan");
            assertThat(without.runnerUp()).isEqualTo("vae");
        });
        assertThat(rule.folkRule()).isEqualTo(new VerdictRule.FolkRule("confirmed", "confirmed"));
    }

    @Test
    void withoutAnOutsideReferenceOrWithoutTwoOthersThereIsNoSecondVerdict() {
        ModelScores gan = model("gan", "gan", 0.8);
        assertThat(rule(model("vae", "vae", 0.4), gan).withoutReference(Use.REALISM))
                .isNull();
        assertThat(rule(gan, model("flow", "flow", 0.9)).withoutReference(Use.REALISM))
                .isNull();
    }

    @Test
    void theDocumentHoldsTheVerdictWithoutTheReference() {
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        List<ModelScores> models =
                List.of(model("vae", "vae", 0.4), model("gan", "gan", 0.8), model("flow", "flow", 1));
        JsonNode document = VerdictDocument.of(empty, empty, models, List.of());
        assertThat(document.at("/verdicts/0/winner").asText()).isEqualTo("flow");
        assertThat(document.at("/verdicts/0/withoutReference/winner").asText()).isEqualTo("gan");
        assertThat(document.at("/overall/withoutReference").isObject()).isTrue();
    }

    @Test
    void everyPairIsComparedTheBetterOneFirst() {
        VerdictRule rule = rule(model("vae", "vae", 0.4), model("gan", "gan", 0.8), model("vaegan", "hybrid", 0.7));
        List<PairDifference> pairs = rule.pairs(Use.REALISM);
        assertThat(pairs)
                .extracting(pair -> pair.first() + " " + pair.second())
                .containsExactly("gan vaegan", "gan vae", "vaegan vae");
        assertThat(pairs.get(1).difference()).isCloseTo(0.4, within(1e-12));
        assertThat(pairs.get(1).low()).isBetween(0.3, 0.4);
        assertThat(pairs.get(1).margin()).isEqualTo(0.02);
        assertThat(rule.pairs(Use.RECONSTRUCTION)).as("nobody reconstructs").isEmpty();
    }

    @Test
    void whereLowIsBetterTheDifferenceIsStillHowMuchBetter() {
        List<ModelScores> models = new ArrayList<>();
        for (double distance : new double[] {20, 10}) {
            models.add(new ModelScores(
                    "at-" + (int) distance,
                    "gan",
                    List.of(new ModelScores.Run("run", scores(Map.of("frechet-distance", distance))))));
        }
        PairDifference pair =
                new VerdictRule(models, List.of()).pairs(Use.OVERALL).get(0);
        assertThat(pair.first()).isEqualTo("at-10");
        assertThat(pair.difference()).isEqualTo(10);
        assertThat(pair.low()).isBetween(9.5, 10.0);
        assertThat(pair.margin()).as("five hundredths of the smaller").isEqualTo(0.5);
    }

    @Test
    void theDocumentHasTheShapeThatScriptsRelyOn() {
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        JsonNode document = VerdictDocument.of(
                empty,
                empty,
                List.of(model("vae", "vae", 0.4), model("gan", "gan", 0.8)),
                List.of(new ControlResult("blurred", "precision", true, 0.8, 0.1)));
        assertThat(document.get("version").asInt()).isEqualTo(1);
        assertThat(document.at("/models/0/scores/precision/value").asDouble()).isEqualTo(0.4);
        assertThat(document.at("/models/0/runs/0").asText()).isEqualTo("vae-1");
        assertThat(document.at("/controls/0/passed").asBoolean()).isTrue();
        assertThat(document.get("verdicts")).hasSize(5);
        assertThat(document.at("/verdicts/0/use").asText()).isEqualTo("realism");
        assertThat(document.at("/verdicts/0/winner").asText()).isEqualTo("gan");
        assertThat(document.at("/verdicts/3/winner").isNull()).isTrue();
        assertThat(document.at("/folkRule/realism").asText()).isEqualTo("confirmed");
        assertThat(document.at("/differences/0/use").asText()).isEqualTo("realism");
        assertThat(document.at("/differences/0/pairs/0/first").asText()).isEqualTo("gan");
    }
}
