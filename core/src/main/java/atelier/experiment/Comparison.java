package atelier.experiment;

import atelier.data.Grid;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.data.ProgressListener;
import atelier.evaluation.ControlResult;
import atelier.evaluation.Controls;
import atelier.evaluation.CrossPlay;
import atelier.evaluation.Evaluation;
import atelier.evaluation.ModelScores;
import atelier.evaluation.Score;
import atelier.evaluation.SetScores;
import atelier.evaluation.VerdictDocument;
import atelier.model.ModelType;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.PerceptualDistance;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.report.Language;
import atelier.report.Report;
import atelier.torch.Scope;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The main job: every model trained on the same pictures under the same budget, judged on the same
 * held-out pictures, written up as verdict.json and report.html. A comparison that was stopped is
 * continued by running it again into the same folder.
 */
public final class Comparison {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONTROL_COUNT = 600;

    /**
     * What to compare.
     *
     * @param models in the order in which they are trained and shown
     * @param seeds number of runs per model, seeds 1, 2, …
     * @param basis what scores stand on
     * @param language of the report
     */
    public record Request(List<ModelType<?>> models, int seeds, ScoreBasis basis, Language language) {}

    private final Request request;
    private final Protocol protocol;
    private final Path out;
    private final ProgressListener progress;
    private final BooleanSupplier stop;
    private final Map<String, AtelierException> failures = new LinkedHashMap<>();

    /**
     * A comparison.
     *
     * @param out its folder; one that was stopped there goes on
     * @param stop asked between steps; once it says yes, what there is is saved and the work ends
     */
    public Comparison(Request request, Protocol protocol, Path out, ProgressListener progress, BooleanSupplier stop) {
        this.request = request;
        this.protocol = protocol;
        this.out = out;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Trains what is not trained yet, evaluates, writes the verdict and the report.
     *
     * @return the verdict's document, or null if it was stopped before the end
     * @throws AtelierException with the first failure where no model finished
     */
    public @Nullable ObjectNode run(ImageDataset data) {
        new SettingsResolver(protocol.overrides()).requireKnown(request.models());
        requireOwnSeeds();
        for (ModelType<?> type : request.models()) {
            new Planner(protocol.concerning(type)).require(type, data);
        }
        String second = SensitivityRuns.otherThan(request.basis());
        // Whatever is wrong with one of them is said before anything is trained.
        try (FeatureNetwork network = request.basis().open();
                FeatureNetwork other = FeatureNetworks.open(second, withoutOwnWeights());
                PerceptualDistance perceptual =
                        PerceptualDistance.find(request.basis().options())) {
            ObjectNode document = settle(data, network);
            drawReals(data);
            FeatureExtraction extraction = extraction(network);
            CurveMetrics curves =
                    new CurveMetrics(extraction, data, protocol.shape(data).labels());
            for (long seed = 1; seed <= request.seeds(); seed++) {
                for (ModelType<?> type : request.models()) {
                    if (!train(type, seed, data, curves)) {
                        return null;
                    }
                }
            }
            FeatureExtraction otherwise = extraction(other).withProgress(progress);
            ObjectNode verdict = judge(document, data, extraction.withProgress(progress), otherwise, perceptual);
            askPeople(data);
            HumanAnswers.add(out, verdict, progress::note);
            RunFolder.write(out.resolve("verdict.json"), verdict);
            Report.write(out, request.language());
            if (failures.size() == request.models().size() * request.seeds()) {
                throw failures.values().iterator().next();
            }
            return verdict;
        }
    }

    /** Seeds that a setting would make all the same are no seeds. */
    private void requireOwnSeeds() {
        for (SettingOverride override : protocol.overrides()) {
            if (override.key().endsWith("training.seed") && request.seeds() > 1) {
                throw new AtelierException(
                        Exit.USAGE,
                        override.key() + " (" + override.origin() + ") would give all " + request.seeds()
                                + " runs of a model one seed. Leave it out: they have the seeds 1 to "
                                + request.seeds() + ".");
            }
        }
    }

    /** The stored protocol where there is one, held to; else this one, stored before anything is trained. */
    private ObjectNode settle(ImageDataset data, FeatureNetwork network) {
        ObjectNode wanted = describe(data);
        ObjectNode rules = JudgingRules.of(options(), request.basis(), network.convention(), CONTROL_COUNT);
        JudgingRules.put(wanted, rules);
        Path file = out.resolve("comparison.json");
        if (!Files.exists(file)) {
            RunFolder.write(file, wanted);
            return wanted;
        }
        ObjectNode stored = RunFolder.read(file);
        requireSame(stored, wanted);
        if (JudgingRules.hold(out, stored, rules)) {
            RunFolder.write(file, stored);
        }
        return stored;
    }

    private Evaluation.Options options() {
        return Evaluation.Options.defaults()
                .withMetrics(Evaluation.COMPARISON)
                .withThreads(protocol.threads())
                .withProgress(progress);
    }

    private FeatureExtraction extraction(FeatureNetwork network) {
        return new FeatureExtraction(network, protocol.threads())
                .keptIn(protocol.dataOptions().cache());
    }

    private Path runPath(ModelType<?> type, long seed) {
        return out.resolve("runs").resolve(type.name() + "-" + seed);
    }

    /** Whether the run ended, well or badly; false if the comparison was stopped. */
    private boolean train(ModelType<?> type, long seed, ImageDataset data, CurveMetrics curves) {
        Path path = runPath(type, seed);
        try {
            TrainingRun run = Files.exists(path.resolve("run.json"))
                    ? TrainingRun.reopen(new RunFolder(path), data, null, progress, stop)
                    : TrainingRun.create(path, type, data, seed, protocol.concerning(type), progress, stop);
            run.measureCurves(curves);
            return run.run();
        } catch (AtelierException problem) {
            if (problem.exit() == Exit.USAGE || problem.exit() == Exit.DISK) {
                throw problem;
            }
            failures.put(type.name() + "-" + seed, problem);
            return !stop.getAsBoolean();
        } catch (RuntimeException | OutOfMemoryError fault) {
            // What one model does to the machine is no reason to lose the others.
            failures.put(type.name() + "-" + seed, Breakdown.of(new RunFolder(path), fault));
            return !stop.getAsBoolean();
        }
    }

    private ObjectNode judge(
            ObjectNode document,
            ImageDataset data,
            FeatureExtraction extraction,
            FeatureExtraction otherwise,
            @Nullable PerceptualDistance perceptual) {
        Evaluation.Options options = options().withPerceptual(perceptual);
        JudgingRules.recordUse(document);
        RunFolder.write(out.resolve("comparison.json"), document);
        progress.progress("measuring real pictures", 0, -1);
        RunEvaluation evaluation =
                new RunEvaluation(extraction, data, request.basis().count(), options);
        SensitivityRuns sensitivity =
                new SensitivityRuns(evaluation, otherwise, data, protocol.device(), protocol.threads());
        List<ModelScores> models = measure(evaluation, sensitivity);
        progress.progress("running controls", 0, -1);
        List<ControlResult> controls = controls(data, extraction);
        ObjectNode verdict = VerdictDocument.of(document.path("data"), document.path("protocol"), models, controls);
        verdict.set("sensitivity", JSON.valueToTree(sensitivity.conclude(models, controls)));
        CrossPlay.Result table = crossPlay(data);
        if (table != null) {
            verdict.set("crossPlay", JSON.valueToTree(table));
        }
        return verdict;
    }

    /** The second network is one of the catalogue, whatever was set for the first. */
    private FeatureNetworks.Options withoutOwnWeights() {
        return new FeatureNetworks.Options(request.basis().options().weightsRoot(), null);
    }

    private List<ModelScores> measure(RunEvaluation evaluation, SensitivityRuns sensitivity) {
        List<ModelScores> models = new ArrayList<>();
        Map<RunFolder, Score> speeds = speeds();
        for (ModelType<?> type : request.models()) {
            List<ModelScores.Run> runs = new ArrayList<>();
            for (long seed = 1; seed <= request.seeds(); seed++) {
                String name = type.name() + "-" + seed;
                progress.progress("measuring " + name, 0, -1);
                boolean failed = failures.containsKey(name);
                runs.add(new ModelScores.Run(name, failed ? null : score(type, seed, speeds, evaluation, sensitivity)));
            }
            models.add(new ModelScores(type.name(), type.family(), runs));
        }
        return models;
    }

    /** Pictures per second of all finished runs, those of the models with the same seed in turn. */
    private Map<RunFolder, Score> speeds() {
        Map<RunFolder, Score> speeds = new HashMap<>();
        for (long seed = 1; seed <= request.seeds(); seed++) {
            long own = seed;
            List<RunFolder> runs = request.models().stream()
                    .filter(type -> !failures.containsKey(type.name() + "-" + own))
                    .map(type -> RunFolder.open(runPath(type, own)))
                    .toList();
            List<Score> measured = SamplingSpeed.ofRuns(runs, protocol.device());
            IntStream.range(0, runs.size()).forEach(i -> speeds.put(runs.get(i), measured.get(i)));
        }
        return speeds;
    }

    /** The runs of a model that did not fail. */
    private List<RunFolder> finished(ModelType<?> type) {
        return LongStream.rangeClosed(1, request.seeds())
                .filter(seed -> !failures.containsKey(type.name() + "-" + seed))
                .mapToObj(seed -> RunFolder.open(runPath(type, seed)))
                .toList();
    }

    /** The first run of every model that finished stands for it. */
    private CrossPlay.@Nullable Result crossPlay(ImageDataset data) {
        List<RunFolder> first = request.models().stream()
                .flatMap(type -> finished(type).stream().limit(1))
                .toList();
        progress.progress("every discriminator judges every model", 0, -1);
        return CrossPlayTable.of(first, data, protocol.device(), protocol.threads(), progress);
    }

    private void askPeople(ImageDataset data) {
        List<RunFolder> runs = request.models().stream()
                .flatMap(type -> finished(type).stream())
                .toList();
        progress.progress("preparing the human test", 0, -1);
        if (new HumanTest(out, runs, data).write(protocol.device())) {
            progress.note(out.resolve("human-test.html") + " asks people which pictures are real.");
        }
    }

    private SetScores score(
            ModelType<?> type,
            long seed,
            Map<RunFolder, Score> speeds,
            RunEvaluation evaluation,
            SensitivityRuns sensitivity) {
        RunFolder folder = RunFolder.open(runPath(type, seed));
        Score speed = Objects.requireNonNull(speeds.get(folder));
        try (TrainedModel model = TrainedModel.load(folder, protocol.device())) {
            RunEvaluation.Measured measured = evaluation.evaluate(folder, model, speed);
            progress.progress("measuring " + type.name() + "-" + seed + " in other ways", 0, -1);
            sensitivity.measure(type.name() + "-" + seed, model, measured.generated(), folder);
            return measured.scores();
        }
    }

    private List<ControlResult> controls(ImageDataset data, FeatureExtraction extraction) {
        try (Scope scope = Scope.withoutGradient()) {
            ImageSet heldOut = Samples.some(data.test(), CONTROL_COUNT);
            ImageSet training = Samples.some(data.train(), CONTROL_COUNT);
            return Controls.run(
                    extraction,
                    Pixels.toFloat(heldOut, IntStream.range(0, heldOut.count()).toArray()),
                    Pixels.toFloat(
                            training, IntStream.range(0, training.count()).toArray()),
                    Evaluation.COMPARISON,
                    1);
        }
    }

    private ObjectNode describe(ImageDataset data) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", 1);
        node.set("data", JSON.valueToTree(data.provenance()));
        node.set("dataCard", DataCard.of(data));
        ObjectNode how = node.putObject("protocol");
        if (protocol.budget() != null) {
            how.put("budgetSeconds", protocol.budget().toMillis() / 1000.0);
        }
        if (protocol.images() != null) {
            how.put("imagesPerRun", protocol.images());
        }
        IntStream.rangeClosed(1, request.seeds()).forEach(how.withArray("seeds")::add);
        how.put("conditional", protocol.shape(data).conditional());
        how.put("featureNetwork", request.basis().features());
        how.put("evaluationCount", request.basis().count());
        how.put("crossPlay", CrossPlay.RULE);
        how.put("threads", protocol.threads());
        how.put(
                "precision",
                protocol.precision() == null
                        ? "fastest"
                        : protocol.precision().name().toLowerCase(Locale.ROOT));
        how.put("device", protocol.device().label());
        how.set("settings", JSON.valueToTree(protocol.overrides()));
        how.put("command", protocol.command());
        how.put("created", Instant.now().toString());
        how.put("codeVersion", Host.codeVersion());
        how.set("host", Host.describe());
        request.models().forEach(model -> node.withArray("models").add(model.name()));
        return node;
    }

    private void requireSame(ObjectNode stored, ObjectNode wanted) {
        List<String> differences = new ArrayList<>();
        for (String key : List.of(
                "budgetSeconds", "imagesPerRun", "seeds", "conditional", "featureNetwork", "device", "settings")) {
            String before = stored.path("protocol").path(key).toString();
            String now = wanted.path("protocol").path(key).toString();
            if (!before.equals(now)) {
                differences.add(key + " was " + before + ", is now " + now);
            }
        }
        if (!stored.path("models").equals(wanted.path("models"))) {
            differences.add("models were " + stored.path("models") + ", are now " + wanted.path("models"));
        }
        if (!stored.path("data").path("contentHash").equals(wanted.path("data").path("contentHash"))) {
            differences.add("the pictures are others");
        }
        if (!differences.isEmpty()) {
            throw new AtelierException(
                    Exit.USAGE,
                    out + " holds another comparison: " + String.join("; ", differences)
                            + ". Choose another --out, or use the same settings to continue it.");
        }
    }

    private void drawReals(ImageDataset data) {
        try {
            Path pictures = out.resolve("pictures");
            Files.createDirectories(pictures);
            int scale = Grid.comfortableScale(data.size());
            draw(data.test(), pictures.resolve("real.png"), scale);
            draw(data.train(), pictures.resolve("real-train.png"), scale);
        } catch (IOException problem) {
            throw new AtelierException(Exit.DISK, out + " cannot be written: " + problem, problem);
        }
    }

    private static void draw(ImageSet set, Path file, int scale) {
        int[] which = Grid.spread(set, Math.min(64, set.count()));
        PngFiles.write(Grid.of(set, which, 8, scale), file, Map.of("data", set.name()));
    }

    /** The models whose runs failed, with the reason. */
    public Map<String, AtelierException> failures() {
        return Map.copyOf(failures);
    }
}
