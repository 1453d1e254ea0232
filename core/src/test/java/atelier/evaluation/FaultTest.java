package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.Pixels;
import atelier.data.ProgressListener;
import atelier.data.Shapes;
import atelier.nn.features.Atelier32;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Planted generators, each with a known fault, through the built-in features, the metrics and the verdict. */
class FaultTest {
    private static final int COUNT = 400;
    private static final int TRAINING = 5_000;
    private static final Map<String, SetScores> SCORES = new LinkedHashMap<>();

    @BeforeAll
    static void measure() {
        Torch.load();
        try (FeatureNetwork network = new Atelier32();
                Scope scope = Scope.withoutGradient()) {
            FeatureExtraction extraction = new FeatureExtraction(network, 2);
            FeatureSet heldOut = extraction.extract(ImageBatches.of(shapes(i -> i)));
            FeatureSet training = extraction.extract(ImageBatches.of(shapes(i -> TRAINING + i)));
            Evaluation.Options options =
                    new Evaluation.Options(Evaluation.COMPARISON, 12, 1, 2, ProgressListener.NONE, null);
            Evaluation evaluation = new Evaluation(heldOut, training, options);
            Tensor fresh = shapes(i -> 9_000 + i);
            Map<String, Tensor> generators = new LinkedHashMap<>();
            generators.put("honest", grainy(fresh, 0.12));
            generators.put("collapsed", grainy(shapes(i -> 9_000 + i % 1), 0.02));
            // Two pictures for every class: all classes are there, and nothing else.
            generators.put("collapsed-within-classes", grainy(shapes(i -> 9_000 + i % 16), 0.02));
            generators.put("memorising", grainy(shapes(i -> TRAINING + i), 0.02));
            // The training pictures that copies were made of, but for one in eight, were not looked at.
            generators.put("memorising-mostly-unseen", grainy(shapes(i -> TRAINING + i + COUNT * 7 / 8), 0.02));
            generators.put("memorising-half", grainy(shapes(i -> i % 2 == 0 ? TRAINING + i : 9_000 + i), 0.02));
            generators.put("mirroring", shapes(i -> TRAINING + i).flip(3));
            Tensor blurred = Controls.make("blurred", fresh, 1);
            generators.put("blurry", Controls.make("blurred", Controls.make("blurred", blurred, 1), 1));
            generators.forEach((name, pictures) ->
                    SCORES.put(name, evaluation.score(extraction.extract(ImageBatches.of(pictures)))));
        }
    }

    private static Tensor shapes(IntUnaryOperator index) {
        int bytes = 32 * 32 * 3;
        byte[] pixels = new byte[COUNT * bytes];
        for (int i = 0; i < COUNT; i++) {
            System.arraycopy(Shapes.draw(index.applyAsInt(i), 32), 0, pixels, i * bytes, bytes);
        }
        return Pixels.toFloat(pixels, COUNT, 32, 3);
    }

    private static Tensor grainy(Tensor pictures, double deviation) {
        float[] noise = new float[Math.toIntExact(pictures.numel())];
        RandomStream.of(1, "grain", 0).fillNormal(noise, 0, noise.length);
        return Torch.fromFloats(noise, pictures.shape())
                .mul(Torch.scalar(deviation))
                .add(pictures);
    }

    private static ModelScores model(String name, String family) {
        SetScores scores = SCORES.get(name);
        return new ModelScores(name, family, List.of(new ModelScores.Run(name + "-1", scores)));
    }

    private static VerdictRule rule(String... names) {
        return new VerdictRule(
                List.of(names).stream().map(name -> model(name, "hybrid")).toList(), List.of());
    }

    private static List<String> faults(String name) {
        return rule(name).faults().stream().map(Fault.Found::fault).toList();
    }

    private static double value(String name, String metric) {
        Score score = SCORES.get(name).scores().get(metric);
        assertThat(score.value()).as(score.toString()).isNotNull();
        return score.value();
    }

    @Test
    void aCollapsedGeneratorIsSeenAlsoWhereEveryClassIsThere() {
        assertThat(faults("collapsed")).containsExactly("collapsed");
        assertThat(faults("collapsed-within-classes")).containsExactly("collapsed");
        assertThat(value("collapsed-within-classes", "repetition")).isGreaterThan(0.9);
    }

    @Test
    void aMemorisingGeneratorIsSeen() {
        assertThat(faults("memorising")).containsExactly("memorised");
        assertThat(value("memorising", "repetition")).isLessThan(0.05);
    }

    @Test
    void copiesAreSeenAmongOthersAndWhereFewTrainingPicturesWereLookedAt() {
        assertThat(faults("memorising-half")).containsExactly("memorised");
        assertThat(value("memorising-half", "copied")).isBetween(0.5, 0.55);
        assertThat(faults("memorising-mostly-unseen")).containsExactly("memorised");
        assertThat(value("memorising-mostly-unseen", "copied")).isBetween(0.12, 0.2);
        // What made another rule necessary: by this metric they look as held-out pictures do.
        Score authentic = SCORES.get("memorising-mostly-unseen").scores().get("authpct");
        assertThat(authentic.value()).isGreaterThan(0.8 * authentic.floor());
    }

    /** A limit that docs/evaluation.md states: a mirrored picture is another one to the features. */
    @Test
    void mirroredCopiesEscape() {
        assertThat(faults("mirroring")).isEmpty();
        assertThat(value("mirroring", "copied")).isLessThan(0.3);
    }

    @Test
    void aSmallShareOfCopiesIsNoFaultButIsSaid() {
        Score honest = SCORES.get("honest").scores().get("copied");
        assertThat(honest.floor()).isEqualTo(5.0 / COUNT);
        assertThat(honest.value()).isLessThan(0.05);
        assertThat(honest.low()).isLessThanOrEqualTo(honest.value());
        assertThat(honest.high()).isGreaterThan(honest.value());
        assertThat(honest.convention()).contains(COUNT + " training pictures looked at");
    }

    @Test
    void blurIsNoCollapse() {
        assertThat(faults("blurry")).isEmpty();
        assertThat(value("blurry", "copied")).isLessThan(0.05);
        assertThat(faults("honest")).isEmpty();
        assertThat(value("blurry", "repetition")).as("strong blur").isLessThan(0.25);
    }

    @Test
    void theVerdictOnPicturesGoesToTheHonestOne() {
        assertThat(value("collapsed", "precision"))
                .as("precision alone is fooled")
                .isGreaterThan(value("honest", "precision"));
        assertThat(value("memorising", "precision"))
                .as("precision alone is fooled")
                .isGreaterThan(value("honest", "precision"));
        VerdictRule rule = rule("collapsed", "memorising", "blurry", "honest");
        for (Use use : List.of(Use.REALISM, Use.DIVERSITY, Use.AUGMENTATION, Use.OVERALL)) {
            Verdict verdict = rule.verdict(use);
            assertThat(verdict.winner()).as(verdict.toString()).isEqualTo("honest");
            assertThat(verdict.runnerUp()).isEqualTo("blurry");
            assertThat(verdict.excluded()).containsExactly("collapsed", "memorising");
        }
    }

    @Test
    void theOnlySoundModelIsTheOnlyCandidateAndWhereThereIsNoneNobodyIs() {
        Verdict verdict = rule("collapsed", "honest").verdict(Use.REALISM);
        assertThat(verdict.winner()).as("it beat nobody").isNull();
        assertThat(verdict.onlyCandidate()).isEqualTo("honest");
        assertThat(verdict.excluded()).containsExactly("collapsed");
        assertThat(verdict.reason()).isEqualTo("only-sound");
        Verdict none = rule("collapsed", "memorising").verdict(Use.REALISM);
        assertThat(none.winner()).isNull();
        assertThat(none.reason()).isEqualTo("all-faulty");
    }

    @Test
    void aCollapsedSeedCountsAsAFailedOne() {
        ModelScores sometimes = new ModelScores(
                "gan",
                "gan",
                List.of(
                        new ModelScores.Run("gan-1", SCORES.get("honest")),
                        new ModelScores.Run("gan-2", SCORES.get("collapsed"))));
        ControlResult noise = new ControlResult("noisy", "precision", true, 0.9, 0.01);
        PairDifference pair = new VerdictRule(List.of(sometimes, model("blurry", "vae")), List.of(noise))
                .pairs(Use.REALISM)
                .get(0);
        // Its collapsed run counts as noise does, or as the blurry one where that is still worse.
        double worst = Math.min(0.01, value("blurry", "precision"));
        double expected = (value("honest", "precision") + worst) / 2 - value("blurry", "precision");
        assertThat(pair.difference()).isCloseTo(Math.abs(expected), org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void aGuardThatMisordersItsControlIsNotUsed() {
        ControlResult misordered = new ControlResult("single-mode", "repetition", false, 0, 0);
        assertThat(new VerdictRule(List.of(model("collapsed-within-classes", "gan")), List.of(misordered)).faults())
                .isEmpty();
    }

    @Test
    void theDocumentNamesTheFault() {
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        JsonNode document =
                VerdictDocument.of(empty, empty, List.of(model("collapsed", "gan"), model("honest", "vae")), List.of());
        JsonNode fault = document.path("faults").path(0);
        assertThat(fault.path("model").asText()).isEqualTo("collapsed");
        assertThat(fault.path("run").asText()).isEqualTo("collapsed-1");
        assertThat(fault.path("fault").asText()).isEqualTo("collapsed");
        assertThat(fault.path("metric").asText()).isEqualTo("repetition");
        assertThat(fault.path("value").asDouble()).isGreaterThan(0.9);
        assertThat(document.at("/verdicts/0/excluded/0").asText()).isEqualTo("collapsed");
        assertThat(document.at("/folkRule/realism").asText())
                .as("there is no sound GAN to compare with")
                .isEqualTo("undecided");
        assertThat(document.at("/folkRule/tests/0/between").isNull()).isTrue();
    }
}
