package atelier.evaluation;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import atelier.torch.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every metric against the golden vectors, one check per entry. Those of losses, likelihoods and networks are other
 * tests' business; an entry that nobody checks fails.
 */
class EvaluationGoldenTest {
    /** Prefixes of entries that tests of the models and of the feature networks check. */
    private static final List<String> ELSEWHERE = List.of(
            "gan.",
            "vae.",
            "resize.",
            "inception_v3_fid.",
            "dinov2.",
            "lpips_formula.",
            "lpips_squeeze.",
            "squeezenet11.",
            "mobilenetv2.");

    private interface Check {
        void run(Golden golden, JsonNode entry);
    }

    private static final Map<String, Check> CHECKS = new LinkedHashMap<>();

    static {
        FeatureMetricChecks.register((prefix, check) -> CHECKS.put(prefix, check::accept));
        CHECKS.put("filler.", FormulaFillerChecks::check);
        PictureMetricChecks.register((prefix, check) -> CHECKS.put(prefix, check::accept));
    }

    @TestFactory
    Stream<DynamicTest> everyEntryAgreesWithinItsTolerance() {
        Golden golden = Golden.find().orElse(null);
        if (golden == null) {
            return Stream.of(dynamicTest(
                    "no golden vectors", () -> abort("give their folder with -Datelier.golden=DIR to run this test")));
        }
        return golden.entries().stream()
                .filter(entry -> ELSEWHERE.stream().noneMatch(entry.get("id").asText()::startsWith))
                .map(entry -> dynamicTest(entry.get("id").asText(), () -> check(golden, entry)));
    }

    private static void check(Golden golden, JsonNode entry) {
        String id = entry.get("id").asText();
        Check check = CHECKS.entrySet().stream()
                .filter(candidate -> id.startsWith(candidate.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> fail("no test checks the golden entry " + id));
        try (Scope scope = Scope.open()) {
            check.run(golden, entry);
            golden.requireAllRead(entry);
        }
    }
}
