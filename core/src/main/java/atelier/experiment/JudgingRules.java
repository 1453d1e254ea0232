package atelier.experiment;

import atelier.evaluation.Controls;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Fault;
import atelier.evaluation.Metrics;
import atelier.evaluation.Use;
import atelier.evaluation.Verdict;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * By what rules a comparison judges: written into its protocol before anything is trained, with their hash, and held to.
 * Whoever has seen the test split may not choose other rules for it.
 */
final class JudgingRules {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JudgingRules() {}

    /**
     * All that decides a verdict once pictures are there.
     *
     * @param convention of the features
     * @param controls how many pictures the controls are made of
     */
    static ObjectNode of(Evaluation.Options options, ScoreBasis basis, String convention, int controls) {
        ObjectNode rules = JSON.createObjectNode();
        rules.put(
                "winner",
                "against every other model that has a number: the 95 % interval of the difference leaves out zero, and the"
                        + " difference passes the margin; and the largest p among them is below " + Verdict.LEVEL
                        + " after Holm's correction over all uses with a difference. The first metric of a use that a"
                        + " model has and that ordered its controls decides");
        rules.put(
                "failedRuns",
                "a failed run, and where pictures are judged a run with a fault, has the worse of the worst value that any"
                        + " run reached and the worst control; a metric without controls has the bad end of its scale");
        rules.put(
                "interval",
                "two levels: samples by half-samples without replacement, seeds by the spread between runs; Welch and"
                        + " Satterthwaite; with one seed samples only");
        rules.put("level", Verdict.LEVEL);
        ObjectNode uses = rules.putObject("uses");
        for (Use use : Use.values()) {
            ArrayNode criteria = uses.putArray(use.key());
            use.criteria().forEach(criterion -> criteria.add(JSON.valueToTree(criterion)));
        }
        rules.put("folkRule", "best GAN against best VAE in realism and diversity, corrected for each other by Holm");
        rules.set("controls", JSON.valueToTree(Controls.expectations()));
        rules.put("controlCount", controls);
        rules.set("faultLimits", JSON.valueToTree(new TreeMap<>(Fault.limits())));
        rules.put("repeats", options.repeats());
        rules.put("resamplingSeed", options.seed());
        rules.put("evaluationCount", basis.count());
        rules.put("features", convention);
        ObjectNode metrics = rules.putObject("metrics");
        options.metrics().forEach(name -> metrics.put(name, Metrics.named(name).convention()));
        return rules;
    }

    /** Puts rules and their hash into a comparison's protocol. */
    static void put(ObjectNode comparison, ObjectNode rules) {
        ObjectNode protocol = comparison.withObject("protocol");
        protocol.set("rules", rules);
        protocol.put("rulesHash", hash(rules));
        protocol.set("evaluationCount", rules.path("evaluationCount"));
    }

    /** SHA-256 of the rules as JSON without spaces. */
    static String hash(JsonNode rules) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(rules.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /**
     * Holds a stored comparison to its rules. Where nothing was judged on the test split yet, other rules take their place,
     * and the hash of those before is kept.
     *
     * @return whether {@code stored} was changed
     * @throws AtelierException with {@link Exit#USAGE} where the test split was judged by other rules
     */
    static boolean hold(Path out, ObjectNode stored, ObjectNode rules) {
        ObjectNode protocol = stored.withObject("protocol");
        JsonNode before = protocol.path("rules");
        if (before.toString().equals(rules.toString())
                && protocol.path("rulesHash").asText().equals(hash(rules))) {
            return false;
        }
        if (judged(out, stored)) {
            throw new AtelierException(
                    Exit.USAGE,
                    out + " has been judged on its test split by other rules: " + differences(before, rules)
                            + ". The test split is used once; choose another --out, or use the settings and the version"
                            + " that it was judged with.");
        }
        protocol.withArray("rulesBefore").add(before.isObject() ? hash(before) : "none stored");
        put(stored, rules);
        return true;
    }

    private static boolean judged(Path out, ObjectNode stored) {
        return stored.path("protocol").path("testSplit").isObject()
                || Files.exists(out.resolve("verdict.json"))
                || anyScores(out.resolve("runs"));
    }

    private static boolean anyScores(Path runs) {
        if (!Files.isDirectory(runs)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.anyMatch(run -> Files.exists(new RunFolder(run).scoresFile()));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static String differences(JsonNode before, JsonNode now) {
        if (!before.isObject()) {
            return "none were stored, by an older version";
        }
        TreeSet<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        now.fieldNames().forEachRemaining(names::add);
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            JsonNode was = before.path(name);
            JsonNode is = now.path(name);
            if (!was.toString().equals(is.toString())) {
                boolean brief = was.isValueNode() && is.isValueNode();
                differences.add(brief ? name + " was " + was.asText() + ", is now " + is.asText() : name + " differs");
            }
        }
        return differences.isEmpty() ? "their hash is another one" : String.join("; ", differences);
    }

    /** Records that the test split is about to be judged: when for the first time, by which rules, how often. */
    static void recordUse(ObjectNode comparison) {
        ObjectNode protocol = comparison.withObject("protocol");
        ObjectNode use = protocol.withObject("testSplit");
        if (!use.has("firstUsed")) {
            use.put("firstUsed", Instant.now().toString());
            use.set("rulesHash", protocol.path("rulesHash"));
        }
        use.put("timesJudged", use.path("timesJudged").asInt() + 1);
    }
}
