package atelier.model.part;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import atelier.evaluation.Golden;
import atelier.model.GenerativeModel.Posterior;
import atelier.torch.Npy;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Likelihoods and divergences against golden vectors, in float64. */
class LikelihoodGoldenTest {
    @TestFactory
    Stream<DynamicTest> everyEntryAgreesWithinItsTolerance() {
        Golden golden = Golden.find().orElse(null);
        if (golden == null) {
            return Stream.of(dynamicTest(
                    "no golden vectors", () -> abort("give their folder with -Datelier.golden=DIR to run this test")));
        }
        Torch.load();
        return golden.entries().stream()
                .filter(entry -> entry.get("id").asText().startsWith("vae."))
                .map(entry -> dynamicTest(entry.get("id").asText(), () -> check(golden, entry)));
    }

    private static void check(Golden golden, JsonNode entry) {
        try (Scope scope = Scope.withoutGradient()) {
            switch (entry.get("id").asText()) {
                case "vae.kl_standard" -> divergence(golden, entry);
                case "vae.bernoulli_binary", "vae.bernoulli_grey" -> bernoulli(golden, entry);
                case "vae.discretized_logistic" -> logistic(golden, entry);
                default -> abort(entry.get("metric").asText() + " is not implemented");
            }
        }
    }

    private static void divergence(Golden golden, JsonNode entry) {
        Tensor logDeviation = tensor(golden.input(entry, "logsigma1"));
        Posterior posterior = new Posterior(tensor(golden.input(entry, "mu1")), logDeviation.mul(Torch.scalar(2)));
        golden.check(
                entry,
                "per_row",
                TinyCritic.doubles(KullbackLeibler.perUnit(posterior).sum(1)));
        golden.check(entry, "mean", KullbackLeibler.mean(posterior, 0).item_double());
    }

    private static void bernoulli(Golden golden, JsonNode entry) {
        Tensor logits = tensor(golden.input(entry, "logits"));
        double scale = entry.get("id").asText().endsWith("grey") ? 1 / 255.0 : 1;
        Tensor target =
                tensor(golden.input(entry, "x")).mul(Torch.scalar(2 * scale)).sub(Torch.scalar(1));
        double[] each = new double[(int) target.size(0)];
        for (int i = 0; i < each.length; i++) {
            Tensor own = target.narrow(0, i, 1);
            each[i] = -Likelihood.BERNOULLI
                    .loss(own, logits.narrow(0, i, 1), LikelihoodTest.step(own))
                    .item_double();
        }
        golden.check(entry, "per_image", each);
        golden.check(
                entry,
                "mean",
                -Likelihood.BERNOULLI
                        .loss(target, logits, LikelihoodTest.step(target))
                        .item_double());
    }

    private static void logistic(Golden golden, JsonNode entry) {
        double[] x = golden.input(entry, "x").doubles();
        double[] mean = golden.input(entry, "mean").doubles();
        double[] logScale = golden.input(entry, "logscale").doubles();
        int images = (int) golden.input(entry, "x").shape()[0];
        double[] sums = new double[images];
        for (int i = 0; i < x.length; i++) {
            try (Scope inner = Scope.withoutGradient()) {
                Tensor target = Tensor.create(new double[] {x[i] / 127.5 - 1}, 1);
                Tensor centre = Tensor.create(new double[] {mean[i]}, 1);
                sums[i * images / x.length] += Likelihood.logistic(target, centre, Math.max(-7, logScale[i]))
                        .item_double();
            }
        }
        golden.check(entry, "per_image", sums);
    }

    private static Tensor tensor(Npy array) {
        return Tensor.create(array.doubles(), array.shape());
    }
}
