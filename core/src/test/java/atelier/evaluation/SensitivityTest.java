package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.evaluation.Sensitivity.Described;
import atelier.evaluation.Sensitivity.Result;
import atelier.evaluation.Sensitivity.Tried;
import atelier.evaluation.Sensitivity.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Decisions that are known to hold, to fade and to turn round. */
class SensitivityTest {
    /** Two models with one run each; metrics have a standard error of 0.01. */
    private static List<ModelScores> models(String metric, double vae, double gan) {
        return List.of(model("vae", "vae", Map.of(metric, vae)), model("gan", "gan", Map.of(metric, gan)));
    }

    private static ModelScores model(String name, String family, Map<String, Double> values) {
        Map<String, Score> scores = new HashMap<>();
        Map<String, double[]> deviations = new HashMap<>();
        values.forEach((metric, value) -> {
            scores.put(metric, new Score(metric, value, value - 0.02, value + 0.02, 0.9, "test", 1000, null));
            SplittableRandom random = new SplittableRandom(Double.hashCode(value));
            deviations.put(metric, random.doubles(32, -0.0173, 0.0173).toArray());
        });
        SetScores all = new SetScores("test", scores, deviations);
        return new ModelScores(name, family, List.of(new ModelScores.Run(name + "-1", all)));
    }

    private static Variant variant(String name, List<ModelScores> models) {
        return new Variant(new Described(name, "in words"), models, List.of(), Set.of());
    }

    private static Tried realism(List<ModelScores> base, Variant... variants) {
        Sensitivity found = Sensitivity.of(new VerdictRule(base, List.of()), List.of(variants));
        return found.uses().stream()
                .filter(use -> use.use().equals("realism"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDecisionThatEveryVariantRepeatsSurvives() {
        Tried use = realism(
                models("precision", 0.4, 0.8),
                variant("half", models("precision", 0.42, 0.77)),
                variant("truncation", models("precision", 0.5, 0.9)));
        assertThat(use.winner()).isEqualTo("gan");
        assertThat(use.survives()).isTrue();
        assertThat(use.results()).extracting(Result::outcome).containsExactly("same", "same");
        assertThat(use.results()).extracting(Result::winner).containsOnly("gan");
    }

    @Test
    void fadingAndTurningRoundAreToldApart() {
        Tried use = realism(
                models("precision", 0.4, 0.8),
                variant("half", models("precision", 0.790, 0.795)),
                variant("features", models("precision", 0.9, 0.5)));
        assertThat(use.survives()).isFalse();
        assertThat(use.results()).extracting(Result::outcome).containsExactly("undecided", "other");
        assertThat(use.results().get(1).winner()).isEqualTo("vae");
    }

    @Test
    void noDecisionMayStayOneOrBecomeOne() {
        List<ModelScores> close = models("precision", 0.790, 0.795);
        assertThat(realism(close, variant("half", close)).survives()).isTrue();
        Tried use = realism(close, variant("features", models("precision", 0.4, 0.8)));
        assertThat(use.survives()).isFalse();
        assertThat(use.results().get(0).outcome()).isEqualTo("decided");
    }

    @Test
    void controlsOfTheVariantChooseItsMetric() {
        List<ModelScores> other = List.of(
                model("vae", "vae", Map.of("precision", 0.9, "density", 0.3)),
                model("gan", "gan", Map.of("precision", 0.5, "density", 0.7)));
        ControlResult misordered = new ControlResult("blurred", "precision", false, 0.8, 0.9);
        Tried use = realism(
                models("precision", 0.4, 0.8),
                new Variant(new Described("features", "in words"), other, List.of(misordered), Set.of()));
        assertThat(use.results().get(0).metric()).isEqualTo("density");
        assertThat(use.results().get(0).outcome()).isEqualTo("same");
    }

    /** As where the other features look among too few training pictures to find the copies again. */
    @Test
    void aRunThatWasFoundToCopyStaysOut() {
        List<ModelScores> models = List.of(
                model("vae", "vae", Map.of("precision", 0.4)),
                model("rae", "vae", Map.of("precision", 0.6)),
                model("gan", "gan", Map.of("precision", 0.8)));
        Variant variant = new Variant(new Described("features", "in words"), models, List.of(), Set.of("gan-1"));
        assertThat(realism(models, variant).results().get(0).winner()).isEqualTo("rae");
    }

    @Test
    void whatFeaturesDoNotDecideIsNotTried() {
        List<ModelScores> models = List.of(
                model("vae", "vae", Map.of("cas", 0.4, "psnr", 20.0, "recall", 0.2)),
                model("gan", "gan", Map.of("cas", 0.8, "psnr", 30.0, "recall", 0.6)));
        List<String> uses = new ArrayList<>();
        Sensitivity.of(new VerdictRule(models, List.of()), List.of(variant("half", models)))
                .uses()
                .forEach(use -> uses.add(use.use()));
        assertThat(uses).containsExactly("diversity");
    }
}
