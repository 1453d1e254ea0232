package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.abort;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.model.Optimization;
import atelier.model.Workload;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.report.Language;
import atelier.report.Report;
import atelier.torch.Parameters;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a folder of small pictures, with the built-in feature network. */
class ComparisonTest {
    private static final String FEATURES = FeatureNetworks.catalogue().get(0).name();

    @TempDir
    private Path folder;

    private Protocol protocol;

    @BeforeAll
    static void requireFeatures() {
        try (FeatureNetwork network = FeatureNetworks.open(FEATURES, FeatureNetworks.Options.defaults())) {
            assertThat(network.dimensions()).isPositive();
        } catch (AtelierException missing) {
            abort("the built-in feature network is not in this build: " + missing.getMessage());
        }
    }

    @BeforeEach
    void writePictures() throws IOException {
        protocol = TinyRuns.protocol(TinyPictures.folder(folder.resolve("pictures"), 80, 2, 16, 1), 64);
    }

    private Comparison comparison(Protocol how, String... models) {
        return comparison(how, () -> false, models);
    }

    private Comparison comparison(Protocol how, BooleanSupplier stop, String... models) {
        return comparison(how, stop, 64, models);
    }

    private Comparison comparison(Protocol how, BooleanSupplier stop, int count, String... models) {
        Comparison.Request request = new Comparison.Request(
                List.of(models).stream().<ModelType<?>>map(Models::named).toList(),
                1,
                new ScoreBasis(FEATURES, FeatureNetworks.Options.defaults(), count),
                Language.EN);
        return new Comparison(request, how, folder.resolve("out"), (phase, done, total) -> {}, stop);
    }

    /** As in a weights folder of which a file is damaged that the comparison's own features do not need. */
    @Test
    void aDamagedSecondNetworkIsSaidBeforeAnythingIsTrained() throws IOException {
        Path root = folder.resolve("weights");
        Path weights = Files.createDirectories(root.resolve("squeezenet1.1_nchw/weights"));
        Files.writeString(weights.resolve("features.0.weight.npy"), "no array");
        Comparison.Request request = new Comparison.Request(
                List.of(Models.named("vae")),
                1,
                new ScoreBasis(FEATURES, new FeatureNetworks.Options(root, null), 64),
                Language.EN);
        Path out = folder.resolve("out");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            assertThatThrownBy(() ->
                            new Comparison(request, protocol, out, (phase, done, total) -> {}, () -> false).run(data))
                    .asInstanceOf(type(AtelierException.class))
                    .extracting(AtelierException::exit)
                    .isEqualTo(Exit.INPUT);
        }
        assertThat(out.resolve("runs")).doesNotExist();
    }

    @Test
    void everyModelIsTrainedJudgedAndReported() throws IOException {
        Path out = folder.resolve("out");
        String[] all = Models.all().stream().map(model -> model.name()).toArray(String[]::new);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            ObjectNode verdict = comparison(protocol, all).run(data);
            assertThat(verdict.path("version").asInt()).isOne();
            assertThat(verdict.path("models")).hasSize(all.length);
            assertThat(verdict.path("verdicts")).isNotEmpty();
            assertThat(RunFolder.read(out.resolve("verdict.json"))).hasToString(verdict.toString());
            assertThat(verdict.path("crossPlay").isMissingNode())
                    .as("too few held-out pictures")
                    .isTrue();
            requireSensitivity(verdict);
        }
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("</html>")
                .contains(all);
        for (String model : all) {
            Path run = out.resolve("runs").resolve(model + "-1");
            assertThat(RunFolder.open(run).read().path("status").asText()).isEqualTo("finished");
            JsonNode scores = RunFolder.read(run.resolve("scores.json"));
            assertThat(scores.path("scores")).isNotEmpty();
            assertThat(scores.path("perClass").path("measures").findValuesAsText("metric"))
                    .contains("coverage");
            assertThat(scores.path("cost").path("latencyMillis").path("p50").asDouble())
                    .isPositive();
            assertThat(run.resolve("pictures").resolve("samples.png")).isNotEmptyFile();
            assertThat(run.resolve("pictures").resolve("neighbours.png")).isNotEmptyFile();
        }
        assertThat(out.resolve("pictures").resolve("real.png")).isNotEmptyFile();
        assertThat(RunFolder.read(out.resolve("comparison.json"))
                        .path("dataCard")
                        .path("classes"))
                .hasSize(2);
    }

    /** Every use that features decided was decided again; runs this short have no check at their half. */
    private static void requireSensitivity(JsonNode verdict) {
        JsonNode sensitivity = verdict.path("sensitivity");
        assertThat(sensitivity.path("variants").findValuesAsText("name"))
                .containsExactly("features", "half", "truncation");
        List<String> uses = sensitivity.path("uses").findValuesAsText("use");
        assertThat(uses).contains("realism", "overall").doesNotContain("speed", "reconstruction");
        sensitivity.path("uses").forEach(use -> {
            assertThat(use.path("results").findValuesAsText("variant"))
                    .containsExactly("features", "half", "truncation");
            boolean same =
                    use.path("results").findValuesAsText("outcome").stream().allMatch("same"::equals);
            assertThat(use.path("survives").asBoolean()).isEqualTo(same);
        });
    }

    @Test
    void whetherADecisionSurvivesHalfTheTrainingIsAskedOfWhatWasKeptThere() {
        Protocol how = TinyRuns.protocol(
                folder.resolve("pictures"), 64, new SettingOverride("training.checkpointImages", "16", "test"));
        Path half = folder.resolve("out/runs/vae-1/half-budget");
        try (ImageDataset data = TinyRuns.open(how)) {
            JsonNode sensitivity = comparison(how, "vae", "gan").run(data).path("sensitivity");
            assertThat(sensitivity.path("variants").findValuesAsText("name"))
                    .containsExactly("features", "half", "truncation", "budget");
            sensitivity.path("uses").forEach(use -> assertThat(
                            use.path("results").path(3).path("difference").isNumber())
                    .as(use.toString())
                    .isTrue());
            try (TrainedModel then = TrainedModel.load(new RunFolder(half), how.device())) {
                assertThat(then.generator().sampler().name()).isEqualTo("gmm");
            }
        }
        assertThat(half.resolve("model/README.md")).content().contains("| images seen | 32 |");
    }

    @Test
    void everyDiscriminatorJudgesEveryModel() throws IOException {
        Path more = TinyPictures.folder(folder.resolve("more"), 240, 2, 16, 1);
        Protocol how = TinyRuns.protocol(more, 64);
        try (ImageDataset data = TinyRuns.open(how)) {
            JsonNode table = comparison(how, "vae", "gan").run(data).path("crossPlay");
            List<String> judges = new ArrayList<>();
            table.path("rows")
                    .forEach(row -> judges.add(
                            row.path("kind").asText() + " " + row.path("judge").asText()));
            assertThat(judges).containsExactly("fresh vae", "fresh gan", "own gan");
            assertThat(table.path("columns")).extracting(JsonNode::asText).containsExactly("vae", "gan", "real");
            table.path("rows").forEach(row -> {
                assertThat(row.path("auc")).hasSize(3);
                row.path("auc").forEach(auc -> {
                    assertThat(auc.path("value").asDouble(-1)).isBetween(0.0, 1.0);
                    assertThat(auc.path("low").asDouble(2))
                            .isLessThanOrEqualTo(auc.path("value").asDouble());
                });
            });
            assertThat(table.path("rows")
                            .get(0)
                            .path("auc")
                            .get(0)
                            .path("value")
                            .asDouble())
                    .as("a VAE of 64 images is found out at once")
                    .isGreaterThan(0.9);
        }
    }

    @Test
    void peopleAreAskedAndWhatTheySayReachesTheReport() throws IOException {
        Path more = TinyPictures.folder(folder.resolve("more"), 240, 2, 16, 1);
        Protocol how = TinyRuns.protocol(more, 64);
        Path out = folder.resolve("out");
        JsonNode key;
        try (ImageDataset data = TinyRuns.open(how)) {
            comparison(how, "vae", "gan").run(data);
            key = RunFolder.read(out.resolve("human-test.json"));
            comparison(how, "vae", "gan").run(data);
            assertThat(RunFolder.read(out.resolve("human-test.json")))
                    .as("answers that were given still hold")
                    .isEqualTo(key);
        }
        String page = Files.readString(out.resolve("human-test.html"));
        assertThat(page.replaceAll("base64,[^\"]*", ""))
                .contains(key.path("id").asText())
                .doesNotContain("vae", "gan", "source");
        ObjectNode answers = new ObjectMapper()
                .createObjectNode()
                .put("format", "atelier-human-test")
                .put("version", 1)
                .put("test", key.path("id").asText())
                .put("person", "ann");
        requireFairForms(key);
        for (JsonNode picture : key.path("forms").path(0)) {
            String source =
                    key.path("pictures").path(picture.asInt()).path("source").asText();
            answers.withArray("answers")
                    .addObject()
                    .put("picture", picture.asInt())
                    .put("real", !source.equals("vae"));
        }
        RunFolder.write(out.resolve("human/human-ann.json"), answers);
        List<String> notes = new ArrayList<>();
        HumanAnswers.update(out, notes::add);
        assertThat(notes).isEmpty();
        JsonNode result = RunFolder.read(out.resolve("verdict.json")).path("humanTest");
        assertThat(result.at("/models/0/takenForReal/value").asDouble(-1)).isZero();
        assertThat(result.at("/models/1/takenForReal/value").asDouble(-1)).isOne();
        assertThat(result.at("/differences/0/first").asText()).isEqualTo("gan");
        Report.write(out, Language.EN);
        assertThat(Files.readString(out.resolve("report.html"))).contains("One person said of each picture");
    }

    /** Half of every form is real, the rest is of all models alike, and no picture is in two forms. */
    private static void requireFairForms(JsonNode key) {
        List<Integer> seen = new ArrayList<>();
        for (JsonNode form : key.path("forms")) {
            List<String> sources = new ArrayList<>();
            form.forEach(number -> {
                seen.add(number.asInt());
                sources.add(
                        key.path("pictures").path(number.asInt()).path("source").asText());
            });
            long vae = sources.stream().filter("vae"::equals).count();
            assertThat(vae).isGreaterThanOrEqualTo(5);
            assertThat(sources.stream().filter("gan"::equals).count()).isEqualTo(vae);
            assertThat(sources.stream().filter("real"::equals).count()).isEqualTo(2 * vae);
            assertThat(sources.subList(0, sources.size() / 2)).as("shuffled").contains("real", "vae", "gan");
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(key.path("pictures").size());
        assertThat(key.path("examples").path(0).asInt())
                .isEqualTo(key.path("pictures").size());
    }

    @Test
    void whetherAugmentationLeaksIsAskedOfRunsThatUseIt() throws IOException {
        Path more = TinyPictures.folder(folder.resolve("more"), 240, 2, 16, 1);
        Protocol how = TinyRuns.protocol(more, 64, new SettingOverride("gan.augment", "0.5", "test"));
        try (ImageDataset data = TinyRuns.open(how)) {
            comparison(how, "gan", "sngan").run(data);
            JsonNode leak = scores("gan-1").path("augmentation-leak");
            assertThat(leak.path("value").asDouble(-1)).as(leak.toString()).isBetween(0.0, 1.0);
            assertThat(leak.path("floor").asDouble(-1)).isBetween(0.0, 1.0);
            assertThat(scores("sngan-1").has("augmentation-leak")).isFalse();
            assertThat(scores("sngan-1").has("precision")).isTrue();
        }
        assertThat(Files.readString(folder.resolve("out").resolve("report.html")))
                .contains("Augmentation leak");
    }

    private JsonNode scores(String run) {
        return RunFolder.read(folder.resolve("out/runs").resolve(run).resolve("scores.json"))
                .path("scores");
    }

    @Test
    void aModelThatDivergesIsMarkedAndTheOthersAreJudged() {
        SettingOverride wild = new SettingOverride("gan.penalty", "1e38", "test");
        Protocol reckless = TinyRuns.protocol(folder.resolve("pictures"), 64, wild);
        try (ImageDataset data = TinyRuns.open(reckless)) {
            Comparison comparison = comparison(reckless, "vae", "gan");
            ObjectNode verdict = comparison.run(data);
            assertThat(verdict.path("models")).hasSize(2);
            assertThat(comparison.failures()).hasSize(1);
            assertThat(comparison.failures().values())
                    .allSatisfy(failure -> assertThat(failure.exit()).isEqualTo(Exit.DIVERGED));
        }
        assertThat(folder.resolve("out").resolve("report.html")).isNotEmptyFile();
    }

    /** Its network can be built once, which is what is tried before training; then the machine has no memory left. */
    private static ModelType<?> forgetful() {
        return wrapped(Models.named("rae"), new AtomicInteger());
    }

    private static <S extends Record> ModelType<S> wrapped(ModelType<S> type, AtomicInteger built) {
        return new ModelType<>(type.name(), type.family(), type.summary(), type.paper(), type.settingsType()) {
            @Override
            public S defaults(Workload workload) {
                return type.defaults(workload);
            }

            @Override
            public Optimization optimization(Workload workload) {
                return type.optimization(workload);
            }

            @Override
            public GenerativeModel build(S settings, ImageShape shape, Parameters parameters) {
                // It is declared twice before the run begins.
                if (built.getAndIncrement() > 1) {
                    throw new IllegalStateException("DefaultCPUAllocator: can't allocate memory: tried 9 bytes");
                }
                return type.build(settings, shape, parameters);
            }
        };
    }

    @Test
    void aModelThatBreaksDownIsMarkedAndTheOthersAreJudged() {
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Comparison comparison = new Comparison(
                    new Comparison.Request(
                            List.of(forgetful(), Models.named("vae")),
                            1,
                            new ScoreBasis(FEATURES, FeatureNetworks.Options.defaults(), 64),
                            Language.EN),
                    protocol,
                    folder.resolve("out"),
                    (phase, done, total) -> {},
                    () -> false);
            assertThat(comparison.run(data)).isNotNull();
            assertThat(comparison.failures()).containsOnlyKeys("rae-1");
            assertThat(comparison.failures().get("rae-1").exit()).isEqualTo(Exit.OUT_OF_MEMORY);
        }
        ObjectNode run = RunFolder.read(folder.resolve("out/runs/rae-1/run.json"));
        assertThat(run.path("status").asText()).isEqualTo("failed");
        assertThat(run.path("failure").asText()).contains("out of memory");
        assertThat(folder.resolve("out/report.html")).isNotEmptyFile();
    }

    @Test
    void whatNoModelCanBeMadeWithIsRefusedBeforeAnyIsTrained() {
        List<SettingOverride> impossible = List.of(
                new SettingOverride("gan.objective", "draughts", "test"),
                new SettingOverride("gan.latentSize", "100000", "test"),
                new SettingOverride("gan.penaltyEnd", "0", "test"));
        for (SettingOverride setting : impossible) {
            Protocol wrong = TinyRuns.protocol(folder.resolve("pictures"), 64, setting);
            try (ImageDataset data = TinyRuns.open(wrong)) {
                assertThatThrownBy(() -> comparison(wrong, "vae", "gan").run(data))
                        .asInstanceOf(type(AtelierException.class))
                        .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                        .satisfies(problem -> assertThat(problem).hasMessageContaining(setting.name()));
            }
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    @Test
    void seedsThatASettingMakesAllTheSameAreRefused() {
        Protocol same = TinyRuns.protocol(
                folder.resolve("pictures"), 64, new SettingOverride("vae.training.seed", "7", "test"));
        try (ImageDataset data = TinyRuns.open(same)) {
            Comparison.Request twice = new Comparison.Request(
                    List.of(Models.named("vae")),
                    2,
                    new ScoreBasis(FEATURES, FeatureNetworks.Options.defaults(), 64),
                    Language.EN);
            Comparison comparison =
                    new Comparison(twice, same, folder.resolve("out"), (phase, done, total) -> {}, () -> false);
            assertThatThrownBy(() -> comparison.run(data))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                    .satisfies(problem -> assertThat(problem).hasMessageContaining("training.seed"));
        }
    }

    @Test
    void anotherProtocolInTheSameFolderIsRefused() {
        try (ImageDataset data = TinyRuns.open(protocol)) {
            assertThat(comparison(protocol, () -> true, "vae").run(data))
                    .as("stopped at once")
                    .isNull();
            assertThatThrownBy(() -> comparison(protocol, "vae", "gan").run(data))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE));
        }
    }

    @Test
    void theRulesAreStoredBeforeTrainingAndHeldOnceTheTestSplitWasUsed() {
        Path stored = folder.resolve("out/comparison.json");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            comparison(protocol, () -> true, "vae").run(data);
            JsonNode before = RunFolder.read(stored).path("protocol");
            assertThat(before.at("/rules/uses/realism/0/metric").asText()).isEqualTo("precision");
            assertThat(before.at("/rules/uses/realism/0/margin").asDouble()).isEqualTo(0.02);
            assertThat(before.at("/rules/controls/single-mode/metrics"))
                    .extracting(JsonNode::asText)
                    .contains("recall");
            assertThat(before.at("/rules/faultLimits/memorised").asDouble()).isPositive();
            assertThat(before.at("/rules/repeats").asInt()).isEqualTo(32);
            assertThat(before.at("/rules/evaluationCount").asInt()).isEqualTo(64);
            assertThat(before.at("/rules/metrics/precision").asText()).contains("k");
            assertThat(before.path("rulesHash").asText()).hasSize(64);
            assertThat(before.has("testSplit")).as("nothing was judged yet").isFalse();

            comparison(protocol, () -> true, 48, "vae").run(data);
            JsonNode other = RunFolder.read(stored).path("protocol");
            assertThat(other.at("/rules/evaluationCount").asInt())
                    .as("nothing was judged, so rules may change")
                    .isEqualTo(48);
            assertThat(other.path("rulesBefore"))
                    .extracting(JsonNode::asText)
                    .containsExactly(before.path("rulesHash").asText());

            JsonNode verdict =
                    comparison(protocol, () -> false, 48, "vae").run(data).path("protocol");
            assertThat(verdict.path("rulesHash")).isEqualTo(other.path("rulesHash"));
            assertThat(verdict.at("/testSplit/timesJudged").asInt()).isOne();
            assertThat(verdict.at("/testSplit/rulesHash")).isEqualTo(other.path("rulesHash"));
            JsonNode again =
                    comparison(protocol, () -> false, 48, "vae").run(data).path("protocol");
            assertThat(again.at("/testSplit/firstUsed")).isEqualTo(verdict.at("/testSplit/firstUsed"));
            assertThat(again.at("/testSplit/timesJudged").asInt()).isEqualTo(2);
            assertThat(again.path("created")).as("the stored protocol").isEqualTo(before.path("created"));

            assertThatThrownBy(
                            () -> comparison(protocol, () -> false, 64, "vae").run(data))
                    .hasMessageContaining("evaluationCount was 48, is now 64")
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE));
            ObjectNode older = RunFolder.read(stored);
            ((ObjectNode) older.at("/protocol/rules/uses/realism/0")).put("margin", 0.5);
            RunFolder.write(stored, older);
            assertThatThrownBy(
                            () -> comparison(protocol, () -> false, 48, "vae").run(data))
                    .hasMessageContaining("uses differs");
        }
    }
}
