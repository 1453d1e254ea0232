package atelier.model.part;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import atelier.evaluation.BitsPerDimension;
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
                case "vae.kl_diagonal" -> divergenceOfTwo(golden, entry);
                case "vae.gaussian", "vae.gaussian_fixed_sigma" -> gaussian(golden, entry);
                case "vae.discretized_mixture_logistic" -> mixture(golden, entry);
                case "vae.iwae" -> importanceWeighted(golden, entry);
                case "vae.bits_per_dim" -> bitsPerDimension(golden, entry);
                case "vae.bernoulli_binary", "vae.bernoulli_grey" -> bernoulli(golden, entry);
                case "vae.discretized_logistic" -> logistic(golden, entry);
                default ->
                    fail("no test checks the golden entry " + entry.get("id").asText());
            }
            golden.requireAllRead(entry);
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
        int images = (int) golden.input(entry, "x").shape()[0];
        Tensor target = signed(golden.input(entry, "x"));
        Tensor centre = tensor(golden.input(entry, "mean"));
        Tensor scale = tensor(golden.input(entry, "logscale"));
        double[] each = perRow(DiscretizedLogistic.logProbability(target, centre, scale));
        golden.check(entry, "per_image", each);
        golden.check(entry, "value_exact_per_image", perRow(DiscretizedLogistic.exact(target, centre, scale)));
        golden.check(entry, "bits_per_dim", bits(BitsPerDimension.Of.DISCRETE, negated(each), x.length / images));
    }

    private static void divergenceOfTwo(Golden golden, JsonNode entry) {
        Tensor perUnit = KullbackLeibler.perUnit(posterior(golden, entry, "1"), posterior(golden, entry, "2"));
        golden.check(entry, "per_row", perRow(perUnit));
        golden.check(entry, "mean", perUnit.sum(1).mean().item_double());
    }

    private static Posterior posterior(Golden golden, JsonNode entry, String number) {
        return new Posterior(
                tensor(golden.input(entry, "mu" + number)),
                tensor(golden.input(entry, "logsigma" + number)).mul(Torch.scalar(2)));
    }

    private static void gaussian(Golden golden, JsonNode entry) {
        Tensor target = tensor(golden.input(entry, "x")).div(Torch.scalar(255));
        Tensor logDeviation = entry.get("inputs").has("logsigma")
                ? tensor(golden.input(entry, "logsigma"))
                : Tensor.create(
                        new double[] {Math.log(entry.get("params").get("sigma").asDouble())}, 1);
        double[] each =
                perRow(GaussianLikelihood.logDensity(target, tensor(golden.input(entry, "mean")), logDeviation));
        golden.check(entry, "per_image", each);
        if (entry.get("expected").has("mean")) {
            golden.check(entry, "mean", java.util.Arrays.stream(each).average().orElseThrow());
        }
    }

    private static void mixture(Golden golden, JsonNode entry) {
        Npy x = golden.input(entry, "x");
        double[] each =
                TinyCritic.doubles(LogisticMixture.logLikelihood(signed(x), tensor(golden.input(entry, "params"))));
        int dimensions = (int) (x.shape()[1] * x.shape()[2] * x.shape()[3]);
        double[] nats = new double[each.length];
        for (int i = 0; i < nats.length; i++) {
            nats[i] = -each[i] / dimensions;
        }
        golden.check(entry, "log_likelihood_per_image", each);
        golden.check(entry, "nll_nats_per_dim", nats);
        golden.check(entry, "bits_per_dim", bits(BitsPerDimension.Of.DISCRETE, negated(each), dimensions));
    }

    private static void importanceWeighted(Golden golden, JsonNode entry) {
        Tensor weights = tensor(golden.input(entry, "log_weights"));
        Tensor bound = ImportanceWeightedBound.perPicture(weights);
        golden.check(entry, "per_row", TinyCritic.doubles(bound));
        golden.check(entry, "mean", bound.mean().item_double());
        golden.check(entry, "elbo_per_row", TinyCritic.doubles(ImportanceWeightedBound.elbo(weights)));
        golden.check(
                entry,
                "bound_first_10",
                TinyCritic.doubles(ImportanceWeightedBound.perPicture(weights.narrow(1, 0, 10))));
    }

    private static void bitsPerDimension(Golden golden, JsonNode entry) {
        JsonNode given = entry.get("params").get("nll_nats");
        double[] nats = new double[given.size()];
        for (int i = 0; i < nats.length; i++) {
            nats[i] = given.get(i).asDouble();
        }
        int dimensions = entry.get("params").get("D").asInt();
        golden.check(entry, "discrete", bits(BitsPerDimension.Of.DISCRETE, nats, dimensions));
        golden.check(entry, "density_unit_interval", bits(BitsPerDimension.Of.UNIT_INTERVAL, nats, dimensions));
        golden.check(entry, "density_minus1_1", bits(BitsPerDimension.Of.SIGNED, nats, dimensions));
    }

    private static double[] bits(BitsPerDimension.Of rule, double[] nats, int dimensions) {
        return java.util.Arrays.stream(nats).map(n -> rule.bits(n, dimensions)).toArray();
    }

    private static double[] negated(double[] values) {
        return java.util.Arrays.stream(values).map(value -> -value).toArray();
    }

    private static double[] perRow(Tensor values) {
        return TinyCritic.doubles(values.flatten(1, -1).sum(1));
    }

    /** uint8 to [-1,1]. */
    private static Tensor signed(Npy array) {
        return tensor(array).div(Torch.scalar(127.5)).sub(Torch.scalar(1));
    }

    private static Tensor tensor(Npy array) {
        return Tensor.create(array.doubles(), array.shape());
    }
}
