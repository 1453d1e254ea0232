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
    void whatMayBeChanceAmongAllUsesIsNoDecision() {
        int seen = 0;
        for (double gap = 0; gap < 0.12; gap += 0.001) {
            VerdictRule rule = rule(
                    model("vae", "vae", 0.40, 0.44, 0.36, 0.42, 0.38),
                    model("gan", "gan", 0.40 + gap, 0.44 + gap, 0.36 + gap, 0.42 + gap, 0.38 + gap));
            Verdict alone = rule.alone(Use.REALISM).verdict();
            Verdict together = rule.verdicts().get(0);
            assertThat(rule.verdict(Use.REALISM).winner())
                    .as("asked for one or for all, it is the same")
                    .isEqualTo(together.winner());
            if (alone.winner() != null && together.winner() == null) {
                seen++;
                assertThat(together.status()).isEqualTo(Verdict.Status.NOT_AFTER_HOLM);
                assertThat(together.p()).isBetween(0.025, 0.051);
                assertThat(together.adjusted()).isGreaterThan(together.p()).isBetween(0.05, 0.11);
                assertThat(together.confidence()).isEqualTo("none");
                assertThat(together.reason()).contains("not after Holm", "2 uses");
                assertThat(together.toDecide().state()).isEqualTo("seeds");
                assertThat(together.toDecide().seeds()).isGreaterThan(5);
            } else if (together.winner() != null) {
                assertThat(together.adjusted()).isLessThan(0.05);
            }
        }
        assertThat(seen).isPositive();
    }

    /** The next best is beaten surely, the one after it at 0.03, which is 0.06 among two uses. */
    @Test
    void whereChanceDecidesTheRivalIsTheOneWithTheLargestP() {
        Verdict.Against sure = against("sure", 0.001);
        Verdict.Against doubtful = against("doubtful", 0.03);
        Verdict won = new Verdict(
                "realism",
                Verdict.Status.WINNER,
                "gan",
                "precision",
                sure,
                List.of(sure, doubtful),
                0.03,
                null,
                "medium",
                "3 seeds",
                null,
                List.of(),
                List.of());
        Verdict together = won.among(0.06, 2, 0);
        assertThat(together.status()).isEqualTo(Verdict.Status.NOT_AFTER_HOLM);
        assertThat(together.runnerUp()).isEqualTo("doubtful");
        assertThat(together.difference()).isEqualTo(doubtful.difference().value());
        assertThat(together.toDecide()).isEqualTo(ToDecide.of(List.of(doubtful), 2, 0));
        assertThat(together.toDecide().state()).isEqualTo("seeds");
        Verdict stays = won.among(0.04, 2, 0);
        assertThat(stays.winner()).isEqualTo("gan");
        assertThat(stays.runnerUp()).isEqualTo("sure");
        assertThat(stays.toDecide()).isEqualTo(ToDecide.firmly(sure, 2, 0));
    }

    /** Three seeds each; the lead is such that it has this probability by chance. */
    private static Verdict.Against against(String model, double p) {
        Spread.Runs runs = new Spread.Runs(0.0001, 3);
        Spread spread = new Spread(0, 31, List.of(runs, runs));
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (spread.p(middle) > p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Difference difference =
                new Difference(high, high - spread.half(), high + spread.half(), spread.p(high), 0.9, 3, spread);
        return new Verdict.Against(model, difference, 0.001);
    }

    /** The second best has a narrow interval, the third hardly any seed like another. */
    @Test
    void aWinnerMustBeatEveryOtherModelAndNotTheSecondAlone() {
        ModelScores gan = model("gan", "gan", 0.80, 0.81, 0.79);
        ModelScores steady = model("vae", "vae", 0.60, 0.61, 0.59);
        ModelScores fickle = model("rae", "vae", 0.85, 0.30, 0.55);
        assertThat(rule(gan, steady).verdict(Use.REALISM).winner()).isEqualTo("gan");
        Verdict verdict = rule(gan, steady, fickle).verdict(Use.REALISM);
        assertThat(verdict.winner()).isNull();
        assertThat(verdict.leader()).isEqualTo("gan");
        assertThat(verdict.status()).isEqualTo(Verdict.Status.ZERO_INSIDE);
        assertThat(verdict.runnerUp()).as("the one that may be as good").isEqualTo("rae");
        assertThat(verdict.unbeaten()).containsExactly("rae");
        assertThat(verdict.p()).isGreaterThan(0.05);
        Verdict all = rule(gan, steady, model("rae", "vae", 0.50, 0.51, 0.49)).verdict(Use.REALISM);
        assertThat(all.winner()).isEqualTo("gan");
        assertThat(all.runnerUp()).isEqualTo("vae");
        assertThat(all.unbeaten()).isEmpty();
    }

    /** Nearly equal where both trained, but one of two runs of A failed. */
    @Test
    void aFailedRunCountsAsTheWorstControlAndNotAsTheWorstSeen() {
        ModelScores sometimes = model("gan", "gan", 0.80, Double.NaN);
        ModelScores always = model("vae", "vae", 0.79, 0.795);
        ControlResult noise = new ControlResult("noisy", "precision", true, 0.9, 0.1);
        ControlResult mild = new ControlResult("blurred", "precision", true, 0.9, 0.5);
        Verdict verdict = new VerdictRule(List.of(sometimes, always), List.of(mild, noise)).verdict(Use.REALISM);
        assertThat(verdict.leader()).isEqualTo("vae");
        assertThat(verdict.difference()).isCloseTo(0.7925 - (0.80 + 0.1) / 2, within(1e-12));
        Verdict uncontrolled = rule(sometimes, always).verdict(Use.REALISM);
        assertThat(uncontrolled.difference())
                .as("without a control the end of the scale")
                .isCloseTo(0.7925 - 0.40, within(1e-12));
        ModelScores worse = model("rae", "vae", 0.05, 0.05);
        assertThat(new VerdictRule(List.of(sometimes, worse), List.of(noise))
                        .verdict(Use.REALISM)
                        .difference())
                .as("what was seen may be worse than any control")
                .isCloseTo((0.80 + 0.05) / 2 - 0.05, within(1e-12));
    }

    /** By hand: a loses to nothing it finished, and its failed run loses to both. */
    @Test
    void theProbabilityToBeBetterIsTheShareOfPairsOfRuns() {
        ControlResult noise = new ControlResult("noisy", "precision", true, 0.9, 0.1);
        ModelScores gan = model("gan", "gan", 0.80, 0.85, Double.NaN);
        ModelScores vae = model("vae", "vae", 0.40, 0.41, 0.42);
        PairDifference pair = new VerdictRule(List.of(gan, vae), List.of(noise))
                .pairs(Use.REALISM)
                .get(0);
        assertThat(pair.probability()).isCloseTo(2 / 3.0, within(1e-6));
        assertThat(pair.covers()).isEqualTo("samples and seeds");
        PairDifference one = rule(model("vae", "vae", 0.790), model("gan", "gan", 0.795))
                .pairs(Use.REALISM)
                .get(0);
        assertThat(one.covers()).isEqualTo("samples");
        assertThat(one.probability())
                .as("of one run each, half the two-sided tail lies on the other side")
                .isCloseTo(1 - one.p() / 2, within(1e-12))
                .isBetween(0.5, 0.8);
    }

    @Test
    void whereLowIsBetterTheLowerOneIsProbablyBetter() {
        List<ModelScores> models = List.of(
                new ModelScores(
                        "far", "vae", List.of(new ModelScores.Run("far-1", scores(Map.of("frechet-distance", 10.03))))),
                new ModelScores(
                        "near",
                        "gan",
                        List.of(new ModelScores.Run("near-1", scores(Map.of("frechet-distance", 10.0))))));
        PairDifference pair =
                new VerdictRule(models, List.of()).pairs(Use.OVERALL).get(0);
        assertThat(pair.first()).isEqualTo("near");
        assertThat(pair.probability()).isGreaterThan(0.9).isLessThan(1);
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

    /** Deviations that are the same in both runs come of the real pictures: more seeds do not take them away. */
    @Test
    void theStoredIntervalOfSeveralSeedsCoversSamplesToo() {
        double[] shared = {0.03, -0.03, 0.03, -0.03, 0.03, -0.03, 0.03, -0.03, 0.03, -0.03, 0.03, -0.03};
        List<ModelScores.Run> runs = new ArrayList<>();
        for (double value : new double[] {0.500, 0.501, 0.499}) {
            Score score = new Score("precision", value, value - 0.06, value + 0.06, 0.9, "test convention", 1000, null);
            runs.add(new ModelScores.Run(
                    "vae-" + runs.size(),
                    new SetScores("test", Map.of("precision", score), Map.of("precision", shared))));
        }
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        JsonNode entry = VerdictDocument.of(empty, empty, List.of(new ModelScores("vae", "vae", runs)), List.of())
                .at("/models/0/scores/precision");
        assertThat(entry.get("covers").asText()).isEqualTo("samples and seeds");
        double variance = 12 * 0.03 * 0.03 / 11;
        assertThat(entry.get("high").asDouble() - 0.5)
                .isCloseTo(Intervals.t95(11) * Math.sqrt(variance + 1e-6 / 3), within(1e-4));
    }

    @Test
    void whereNothingIsKnownOfSamplesTheIntervalSaysThatItCoversSeedsOnly() {
        List<ModelScores> models = new ArrayList<>();
        for (double rate : new double[] {100, 1000}) {
            List<ModelScores.Run> runs = new ArrayList<>();
            for (int seed = 1; seed <= 3; seed++) {
                Score score = new Score("samples-per-second", rate + seed, null, null, null, "by the clock", 64, null);
                runs.add(new ModelScores.Run(
                        "at-" + (int) rate + "-" + seed,
                        new SetScores("test", Map.of("samples-per-second", score), Map.of())));
            }
            models.add(new ModelScores("at-" + (int) rate, "gan", runs));
        }
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        JsonNode document = VerdictDocument.of(empty, empty, models, List.of());
        JsonNode speed = document.at("/verdicts/4");
        assertThat(speed.get("winner").asText()).isEqualTo("at-1000");
        assertThat(speed.get("covers").asText()).isEqualTo("seeds");
        assertThat(speed.get("reason").asText()).contains("covers seeds").doesNotContain("samples");
        assertThat(document.at("/models/0/scores/samples-per-second/covers").asText())
                .isEqualTo("seeds");
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
        assertThat(verdict.winner()).as("it beat nobody").isNull();
        assertThat(verdict.onlyCandidate()).isEqualTo("vae");
        assertThat(verdict.status()).isEqualTo(Verdict.Status.ONLY_CANDIDATE);
        assertThat(verdict.confidence()).isEqualTo("none");
        assertThat(verdict.reason()).contains("only model");
    }

    @Test
    void aDifferenceWithoutAnIntervalDecidesNothing() {
        List<ModelScores> models = new ArrayList<>();
        for (double rate : new double[] {100, 1000}) {
            Score score = new Score("samples-per-second", rate, null, null, null, "by the clock", 64, null);
            SetScores scores = new SetScores("test", Map.of("samples-per-second", score), Map.of());
            models.add(new ModelScores("at-" + (int) rate, "gan", List.of(new ModelScores.Run("run", scores))));
        }
        Verdict verdict = new VerdictRule(models, List.of()).verdict(Use.SPEED);
        assertThat(verdict.winner()).isNull();
        assertThat(verdict.status()).isEqualTo(Verdict.Status.NO_INTERVAL);
        assertThat(verdict.leader()).isEqualTo("at-1000");
        assertThat(verdict.reason()).contains("no interval");
        assertThat(verdict.toDecide().state()).isEqualTo("unknown");
    }

    @Test
    void theFolkRuleIsConfirmedAndRefuted() {
        FolkRule confirmed = rule(model("vae", "vae", 0.4), model("gan", "gan", 0.8), model("x", "hybrid", 0.95))
                .folkRule();
        assertThat(List.of(confirmed.realism(), confirmed.variety())).containsExactly("confirmed", "confirmed");
        FolkRule refuted =
                rule(model("vae", "vae", 0.8), model("gan", "gan", 0.4)).folkRule();
        assertThat(List.of(refuted.realism(), refuted.variety())).containsExactly("refuted", "refuted");
        assertThat(refuted.tests().get(0).between().difference()).isCloseTo(-0.4, within(1e-12));
        assertThat(refuted.tests().get(0).between().high()).isNegative();
        assertThat(refuted.tests().get(0).adjusted()).isBetween(0.0, 0.05);
        FolkRule oneSided = rule(model("gan", "gan", 0.4)).folkRule();
        assertThat(oneSided.realism()).isEqualTo("undecided");
        assertThat(oneSided.tests().get(0).between()).isNull();
    }

    /** The two GANs cannot be told apart; both leave the VAE far behind. */
    @Test
    void theBestOfOneFamilyMeetsTheBestOfTheOtherHoweverManyThereAre() {
        FolkRule rule = rule(
                        model("gan", "gan", 0.80),
                        model("lsgan", "gan", 0.795),
                        model("vae", "vae", 0.4),
                        model("rae", "vae", 0.3))
                .folkRule();
        assertThat(rule.realism()).isEqualTo("confirmed");
        assertThat(rule.tests().get(0).between().first()).isEqualTo("gan");
        assertThat(rule.tests().get(0).between().second()).isEqualTo("vae");
        assertThat(rule.variety()).isEqualTo("confirmed");
        assertThat(rule.tests().get(1).between().first()).isEqualTo("rae");
        assertThat(rule.tests().get(1).between().second()).isEqualTo("lsgan");
    }

    @Test
    void anOutsideReferenceMayWinAndTheFamiliesAreAlsoJudgedWithoutIt() {
        VerdictRule rule = rule(model("vae", "vae", 0.4), model("gan", "gan", 0.8), model("flow", "flow", 0.95));
        assertThat(rule.verdict(Use.REALISM).winner()).isEqualTo("flow");
        assertThat(rule.withoutReference(Use.REALISM)).isNotNull().satisfies(without -> {
            assertThat(without.winner()).isEqualTo("gan");
            assertThat(without.runnerUp()).isEqualTo("vae");
        });
        assertThat(rule.folkRule().realism()).isEqualTo("confirmed");
        assertThat(rule.folkRule().variety()).isEqualTo("confirmed");
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
        assertThat(document.at("/differences/0/pairs/0/probability").asDouble()).isGreaterThan(0.99);
        assertThat(document.at("/verdicts/0/status").asText()).isEqualTo("winner");
        assertThat(document.at("/verdicts/0/probability").asDouble()).isGreaterThan(0.99);
        assertThat(document.at("/verdicts/0/margin").asDouble()).isEqualTo(0.02);
        assertThat(document.at("/verdicts/0/toDecide/state").asText()).isEqualTo("one-seed");
        assertThat(document.at("/verdicts/0/toDecide/seedSpread").asDouble()).isBetween(0.1, 0.4);
        assertThat(document.at("/folkRule/tests/0/between/first").asText()).isEqualTo("gan");
    }
}
