package atelier.model.part;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import atelier.evaluation.Golden;
import atelier.torch.Npy;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Losses of both players and their penalties, with first and second derivatives, against golden vectors. */
class AdversarialGoldenTest {
    private static final Map<String, AdversarialObjective> OBJECTIVES = Map.of(
            "ns_bce", AdversarialObjective.BCE,
            "ns_bce_r1", AdversarialObjective.BCE,
            "lsgan", AdversarialObjective.LEAST_SQUARES,
            "hinge", AdversarialObjective.HINGE,
            "wgan_gp", AdversarialObjective.WASSERSTEIN,
            "rpgan_r1_r2", AdversarialObjective.RELATIVISTIC,
            "rpgan", AdversarialObjective.RELATIVISTIC);

    @TestFactory
    Stream<DynamicTest> everyEntryAgreesWithinItsTolerance() {
        Golden golden = Golden.find().orElse(null);
        if (golden == null) {
            return Stream.of(dynamicTest(
                    "no golden vectors", () -> abort("give their folder with -Datelier.golden=DIR to run this test")));
        }
        Torch.load();
        return golden.entries().stream()
                .filter(entry -> entry.get("id").asText().startsWith("gan."))
                .map(entry -> dynamicTest(entry.get("id").asText(), () -> {
                    try (Scope scope = Scope.open()) {
                        check(golden, entry);
                        golden.requireAllRead(entry);
                    }
                }));
    }

    private static void check(Golden golden, JsonNode entry) {
        String id = entry.get("id").asText();
        String last = id.substring(id.lastIndexOf('.') + 1);
        if (last.equals("losses_on_logits")) {
            losses(golden, entry);
        } else if (last.equals("logits_and_penalties")) {
            penalties(golden, entry);
        } else if (OBJECTIVES.containsKey(last)) {
            gradients(golden, entry, OBJECTIVES.get(last), last);
        } else {
            fail("no test checks the golden entry " + id);
        }
    }

    private static void losses(Golden golden, JsonNode entry) {
        Tensor real = tensor(golden.input(entry, "real"));
        Tensor fake = tensor(golden.input(entry, "fake"));
        for (String name : List.of("ns_bce", "lsgan", "hinge", "rpgan")) {
            golden.check(
                    entry, name + "_d", OBJECTIVES.get(name).critic(real, fake).item_double());
            golden.check(
                    entry,
                    name + "_g",
                    OBJECTIVES.get(name).generator(real, fake).item_double());
        }
        AdversarialObjective wasserstein = AdversarialObjective.WASSERSTEIN;
        golden.check(entry, "wgan_d", wasserstein.critic(real, fake).item_double());
        double crossEntropy = AdversarialObjective.BCE.critic(real, fake).item_double();
        golden.check(entry, "ns_bce_d_averaged", crossEntropy / 2);
        // The saturating loss, which nothing here trains with, is the negative of the discriminator's share.
        golden.check(entry, "saturating_g", -torch.softplus(fake).mean().item_double());
    }

    private static void penalties(Golden golden, JsonNode entry) {
        TinyCritic critic = new TinyCritic(entry.get("params").get("activation").asText());
        Tensor real = tensor(golden.input(entry, "real")).requires_grad_(true);
        Tensor fake = tensor(golden.input(entry, "fake")).requires_grad_(true);
        Tensor realLogits = critic.forward(real);
        Tensor fakeLogits = critic.forward(fake);
        golden.check(entry, "d_real", TinyCritic.doubles(realLogits));
        golden.check(entry, "d_fake", TinyCritic.doubles(fakeLogits));
        golden.check(entry, "r1_per_sample", TinyCritic.doubles(GradientPenalty.squaredNorm(real, realLogits)));
        golden.check(entry, "r2_per_sample", TinyCritic.doubles(GradientPenalty.squaredNorm(fake, fakeLogits)));
        Tensor between = GradientPenalty.between(real, fake, share(golden, entry));
        golden.check(
                entry,
                "gp_per_sample",
                TinyCritic.doubles(GradientPenalty.oneCentred(between, critic.forward(between))));
        double[] gradient = TinyCritic.gradient(realLogits.sum(), List.of(real));
        golden.check(entry, "input_gradient_real_first8", Arrays.copyOf(gradient, 8));
    }

    private static void gradients(Golden golden, JsonNode entry, AdversarialObjective objective, String name) {
        TinyCritic critic = new TinyCritic(entry.get("params").get("activation").asText());
        Tensor real = tensor(golden.input(entry, "real")).requires_grad_(true);
        Tensor fake = tensor(golden.input(entry, "fake")).requires_grad_(true);
        Tensor realLogits = critic.forward(real);
        Tensor fakeLogits = critic.forward(fake);
        Tensor loss = objective.critic(realLogits, fakeLogits);
        double gamma = entry.get("params").get("gamma").asDouble(0);
        if (name.contains("r1")) {
            loss = loss.add(GradientPenalty.mean(real, realLogits, gamma));
        }
        if (name.contains("r2")) {
            loss = loss.add(GradientPenalty.mean(fake, fakeLogits, gamma));
        }
        if (name.equals("wgan_gp")) {
            Tensor between = GradientPenalty.between(real, fake, share(golden, entry));
            Tensor penalty =
                    GradientPenalty.oneCentred(between, critic.forward(between)).mean();
            loss = loss.add(penalty.mul(
                    Torch.scalar(entry.get("params").get("gp_lambda").asDouble())));
        }
        golden.check(entry, "d_loss", loss.item_double());
        double[] gradient = critic.gradient(loss);
        golden.check(entry, "d_gradient", gradient);
        golden.check(
                entry,
                "d_gradient_l2",
                Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum()));
        Tensor generator = objective.generator(realLogits.detach(), fakeLogits);
        golden.check(entry, "g_loss", generator.item_double());
        golden.check(entry, "g_gradient_fake", TinyCritic.gradient(generator, List.of(fake)));
    }

    /** How much of the real picture, [N,1,1,1]. */
    private static Tensor share(Golden golden, JsonNode entry) {
        return tensor(golden.input(entry, "eps")).reshape(-1, 1, 1, 1);
    }

    private static Tensor tensor(Npy array) {
        return Tensor.create(array.doubles(), array.shape());
    }
}
