package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTextTest {
    @TempDir
    Path folder;

    @Test
    void theFixturesVerdictReadsInEnglish() throws IOException {
        new ComparisonFixture(folder, "shapes").write();
        JsonNode verdict = Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        assertThat(VerdictText.lines(verdict, Language.EN))
                .startsWith(
                        "Realism: GAN",
                        "  Better than VAE-GAN by 0.040 (interval 0.022 to 0.058) in precision.",
                        "Diversity: No decision",
                        "  VAE-GAN and GAN differ by 0.012 (interval −0.011 to 0.036) in coverage. "
                                + "The interval contains zero: either may be the better one.",
                        "  Not shown to be worse either: VAE.",
                        "  How much runs differ is not known from one seed, and samples alone already spread too far: more"
                                + " pictures first, then several seeds.",
                        "Augmentation: No decision",
                        "  Classes are needed to measure this; these pictures have none.")
                .contains(
                        "Overall: GAN. Better than VAE-GAN by 34.2 (interval 28.1 to 40.9) in Fréchet distance."
                                + " It is no use of its own and no test: it is not counted among those that Holm corrects.",
                        "More realistic pictures from the GAN: confirmed.",
                        "  GAN before VAE: 0.190 (interval 0.150 to 0.230) in precision (p 0.002 after Holm over both"
                                + " halves).",
                        "  One side has no sound model with a number.",
                        "More variety from the VAE: undecided.")
                .last()
                .asString()
                .isEqualTo("Left out of the verdict because they misordered pictures whose order is known: density.");
    }

    @Test
    void thePageSaysMoreThanTheTerminal() throws IOException {
        new ComparisonFixture(folder, "shapes").write();
        JsonNode stored = Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        VerdictText english = new VerdictText(new Words(Language.EN), stored);
        Verdict won = Verdict.readAll(stored).get(0);
        Verdict open = Verdict.readAll(stored).get(1);
        assertThat(english.probability(won))
                .isEqualTo(
                        "Probability that this run of GAN beats this run of VAE-GAN on other samples: 0.99. It is taken"
                                + " from half-samples of one run each and says nothing about other seeds.");
        assertThat(english.whatWouldDecide(won))
                .containsExactly(
                        "Five seeds per model (--seeds 5) would put the whole interval beyond the margin if the runs"
                                + " of a model differ by less than 0.012 (standard deviation), which one seed cannot tell.");
        assertThat(english.whatWouldDecide(open))
                .containsExactly(
                        "How much runs differ is not known from one seed, and samples alone already spread too far: more"
                                + " pictures first, then several seeds.",
                        "About 21,000 pictures of each kind (--count) would do as well, if there are so many held-out ones"
                                + " and nothing else changes.",
                        "A longer budget may change the difference itself; by how much cannot be told from these runs.");
        assertThat(new VerdictText(new Words(Language.ZH), stored).whatWouldDecide(won))
                .containsExactly("若同一模型各次训练的标准差小于 0.012（一个种子无从得知），则每个模型五个种子（--seeds 5）足以使整个区间超过规定的幅度。");
    }

    @Test
    void theFixturesVerdictReadsInChinese() throws IOException {
        new ComparisonFixture(folder, "shapes").write();
        JsonNode verdict = Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        assertThat(VerdictText.lines(verdict, Language.ZH))
                .startsWith("真实感：GAN", "  在精确率上优于 VAE-GAN，差值为 0.040（区间 0.022 至 0.058）。")
                .contains("多样性：无法判定", "  下列模型也未能证明更差：VAE。");
    }

    @Test
    void aDifferenceStoredTheOtherWayRoundIsTurned() throws IOException {
        JsonNode verdict = Stored.JSON.readTree(
                """
                {"models":[{"name":"vae","runs":["vae-0"],"scores":{"recall":{"value":0.4}}},
                           {"name":"gan","runs":["gan-0"],"scores":{"recall":{"value":0.6}}}],
                 "verdicts":[{"use":"diversity","winner":"gan","metric":"recall","difference":-0.2,"low":-0.25,"high":-0.15}]}
                """);
        assertThat(VerdictText.lines(verdict, Language.EN))
                .contains("  Better than VAE by 0.200 (interval 0.150 to 0.250) in recall.");
    }

    @Test
    void everyWayToHaveNoWinnerHasWordsOfItsOwn() throws IOException {
        JsonNode verdict = Stored.JSON.readTree(
                """
                {"protocol":{"seeds":[1,2,3]},
                 "models":[{"name":"vae","runs":["vae-1"]},{"name":"gan","runs":["gan-1"]}],
                 "verdicts":[
                  {"use":"realism","status":"not-after-holm","winner":null,"leader":"gan","runnerUp":"vae",
                   "metric":"precision","difference":0.05,"low":0.002,"high":0.098,"adjusted":0.123,
                   "probability":0.88,"covers":"samples and seeds","toDecide":{"state":"seeds","seeds":7}},
                  {"use":"diversity","status":"within-margin","winner":null,"leader":"vae","runnerUp":"gan",
                   "metric":"recall","difference":0.015,"low":0.01,"high":0.02,
                   "toDecide":{"state":"within-margin"}},
                  {"use":"augmentation","status":"zero-inside","winner":null,"leader":"vae","runnerUp":"gan",
                   "metric":"cas","difference":0.02,"low":-0.2,"high":0.24,"toDecide":{"state":"not-by-seeds"}},
                  {"use":"reconstruction","status":"only-candidate","winner":null,"onlyCandidate":"vae",
                   "leader":"vae","metric":"psnr","reason":"prose"},
                  {"use":"speed","status":"no-interval","winner":null,"leader":"gan","runnerUp":"vae",
                   "metric":"samples-per-second","difference":900,"toDecide":{"state":"unknown"}}]}
                """);
        assertThat(VerdictText.lines(verdict, Language.EN))
                .contains(
                        "Realism: No decision",
                        "  GAN is ahead of VAE by 0.050 (interval 0.002 to 0.098) in precision. No decision after Holm:"
                                + " whoever looks at all uses at once finds such a difference by chance with a probability"
                                + " of 0.12, and 0.05 is asked for.",
                        "  Probability that a run of GAN beats a run of VAE, over seeds and samples: 0.88.",
                        "  About 7 seeds per model would decide, if difference and spread stay as they are.",
                        "  More seeds or pictures would not decide: the difference itself would have to be larger.",
                        "  Not even 50 seeds per model would decide with this difference and this spread.",
                        "Reconstruction: Only candidate: VAE",
                        "  The only one with a result in PSNR.")
                .anyMatch(line -> line.contains("there is no interval, so nothing is decided"));
        assertThat(VerdictText.lines(verdict, Language.ZH))
                .contains("重构：唯一候选：VAE")
                .anyMatch(line -> line.contains("经 Holm 校正后无法判定"))
                .anyMatch(line -> line.contains("即使有 50 个随机种子也不足以作出判定"));
    }

    @Test
    void aFaultIsSaidInWordsAndTheFaultyModelLeadsNothing() throws IOException {
        JsonNode verdict = Stored.JSON.readTree(
                """
                {"protocol":{"seeds":[1]},
                 "models":[{"name":"vae","runs":["vae-1"],"scores":{"precision":{"value":0.78}}},
                           {"name":"vaegan","runs":["vaegan-1"],"scores":{"precision":{"value":0.77}}},
                           {"name":"gan","runs":["gan-1"],"scores":{"precision":{"value":0.99}}}],
                 "verdicts":[{"use":"realism","winner":null,"runnerUp":"vaegan","metric":"precision","difference":0.01,
                              "low":-0.02,"high":0.04,"excluded":["gan"]},
                             {"use":"diversity","winner":"vae","metric":"recall","reason":"only-sound",
                              "excluded":["gan","vaegan"]}],
                 "faults":[{"model":"gan","run":"gan-1","fault":"collapsed","metric":"repetition","value":0.6,"floor":0.0},
                           {"model":"vaegan","run":"vaegan-1","fault":"memorised","metric":"authpct","value":2,"floor":53},
                           {"model":"flow","run":"flow-1","fault":"memorised","metric":"copied","value":0.52,"floor":0.01}]}
                """);
        assertThat(VerdictText.lines(verdict, Language.EN))
                .contains("  VAE and VAE-GAN differ by 0.010 (interval −0.020 to 0.040) in precision. "
                        + "The interval contains zero: either may be the better one.")
                .contains("  Not considered, for a fault of the pictures: GAN.")
                .contains("  The only model without a fault of its pictures.")
                .contains("GAN has collapsed: 60 % of its pictures repeat others (of real pictures: 0 %). "
                        + "Where pictures are judged, this counts as a failed run.")
                .contains(
                        "VAE-GAN copies its training pictures: only 2 % of its pictures differ from them as pictures do "
                                + "(of held-out pictures: 53 %). Where pictures are judged, this counts as a failed run.")
                .anyMatch(line ->
                        line.contains("52 % of its pictures stand as near to one of them as only 1 % of held-out"));
        assertThat(VerdictText.lines(verdict, Language.ZH))
                .contains("  因图像有缺陷而未参与比较：GAN。")
                .anyMatch(line -> line.startsWith("GAN 已发生模式坍塌：60%"));
    }

    @Test
    void whereAnOutsideReferenceWinsNeitherFamilyDoes() throws IOException {
        JsonNode verdict = Stored.JSON.readTree(
                """
                {"models":[{"name":"vae","family":"vae","runs":["vae-1"],"scores":{"recall":{"value":0.4}}},
                           {"name":"gan","family":"gan","runs":["gan-1"],"scores":{"recall":{"value":0.41}}},
                           {"name":"flow","family":"flow","runs":["flow-1"],"scores":{"recall":{"value":0.6}}}],
                 "verdicts":[{"use":"diversity","winner":"flow","runnerUp":"gan","metric":"recall",
                              "difference":0.19,"low":0.15,"high":0.23,
                   "withoutReference":{"use":"diversity","winner":null,"runnerUp":"vae","metric":"recall",
                              "difference":0.01,"low":-0.01,"high":0.03}}]}
                """);
        assertThat(VerdictText.lines(verdict, Language.EN))
                .contains(
                        "Diversity: Flow matching",
                        "  Flow matching is neither a VAE nor a GAN but an outside reference: neither family wins here.",
                        "  Between the families alone: No decision. GAN and VAE differ by 0.010 (interval −0.010 to"
                                + " 0.030) in recall. The interval contains zero: either may be the better one.",
                        "Outside references, which are neither VAEs nor GANs and take no part in the folk rule:"
                                + " Flow matching.");
        assertThat(VerdictText.lines(verdict, Language.ZH)).anyMatch(line -> line.contains("两个家族都未胜出"));
    }

    @Test
    void anEmptyVerdictSaysSo() {
        assertThat(VerdictText.lines(Stored.JSON.createObjectNode(), Language.EN))
                .containsExactly(
                        "No verdict was stored: the comparison ended before it, or no model could be measured.");
    }

    @Test
    void withoutADifferenceTheNumbersTellWhy() throws IOException {
        JsonNode verdict = Stored.JSON.readTree(
                """
                {"models":[{"name":"vae","runs":["vae-0"]},{"name":"gan","runs":[],"failedRuns":["gan-0"]}],
                 "verdicts":[
                   {"use":"realism","winner":null,"metric":"precision","confidence":"none","reason":"prose in English"},
                   {"use":"reconstruction","winner":"vae","metric":"psnr","confidence":"low","reason":"prose"},
                   {"use":"speed","winner":null,"metric":null,"confidence":"none","reason":"prose"}]}
                """);
        assertThat(VerdictText.lines(verdict, Language.EN))
                .contains(
                        "  The other models failed: there is nothing to compare with in precision.",
                        "Reconstruction: VAE",
                        "  The only one with a result in PSNR.",
                        "  No model has a number for this use that could be trusted.");
    }
}
