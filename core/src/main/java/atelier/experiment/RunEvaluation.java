package atelier.experiment;

import atelier.data.Grid;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.evaluation.Canaries;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Score;
import atelier.evaluation.SetPair;
import atelier.evaluation.SetScores;
import atelier.evaluation.Utility;
import atelier.evaluation.VerdictDocument;
import atelier.experiment.diagnosis.Course;
import atelier.experiment.diagnosis.Diagnoses;
import atelier.experiment.diagnosis.Diagnosis;
import atelier.experiment.diagnosis.Signs;
import atelier.model.ImageGenerator;
import atelier.model.LatentSampler;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Measures finished runs against the held-out pictures of one data set. What is the same for every run,
 * the features of real pictures, is computed once.
 */
public final class RunEvaluation {
    private static final int SHOWN = 64;
    private static final int PAIRS = 8;

    private final FeatureExtraction extraction;
    private final ImageDataset data;
    private final int count;
    private final FeatureSet heldOut;
    private final TrainingFeatures training;
    private final double heldOutMedian;
    private final Evaluation evaluation;
    private final Evaluation.Options options;
    private final UtilityScores utility;
    private final LeakScores leak;
    private final ModeScores modes;
    private final SampleScores samples;
    private final ScoreDetails details;
    private final Map<String, Score> canaries;

    /**
     * Extracts the features of the real pictures.
     *
     * @param most at most so many pictures of each kind; the test split may hold fewer
     */
    public RunEvaluation(FeatureExtraction extraction, ImageDataset data, int most, Evaluation.Options options) {
        this.extraction = extraction;
        this.data = data;
        this.options = options;
        ImageSet judging = Samples.some(data.test(), most);
        // Small test splits still get enough generated pictures for the mean and covariance.
        count = Math.max(judging.count(), Math.min(most, 500));
        training = TrainingFeatures.of(extraction, data.train(), most, options);
        heldOut = extraction.extract(judging);
        heldOutMedian = ClosestPairs.median(heldOut, training.originals(), options.threads());
        evaluation = new Evaluation(heldOut, training.sample(), training.originals(), options);
        utility = new UtilityScores(options.wantsUtility(), data.test(), data.train(), options.threads());
        leak = new LeakScores(options, data.test(), data.train());
        modes = new ModeScores(options, data.test(), data.train());
        samples = new SampleScores(options, data.test(), data.train());
        details = new ScoreDetails(judging, evaluation.floor(count));
        canaries = options.wantsAny(List.of(Canaries.metric()))
                ? Map.of(
                        Canaries.metric(),
                        Canaries.score(extraction, training.pictures(), training.originals(), judging, heldOut))
                : Map.of();
    }

    /** Number of generated pictures that each score stands on. */
    public int count() {
        return count;
    }

    /**
     * What was measured of a run.
     *
     * @param scores by metric
     * @param generated features of the pictures that they stand on
     */
    public record Measured(SetScores scores, FeatureSet generated) {}

    /** Scores a run's model and writes its scores.json and its pictures. */
    public Measured evaluate(RunFolder folder, TrainedModel model) {
        return evaluate(folder, model, SamplingSpeed.rate(model.generator()));
    }

    /** @param speed pictures per second, measured in turn with the models that this one is compared with */
    Measured evaluate(RunFolder folder, TrainedModel model, Score speed) {
        ImageGenerator generator = model.generator();
        GeneratedPictures pictures =
                new GeneratedPictures(generator, Samples.JUDGED_SEED, count, modes.most(), samples.most());
        FeatureSet generated = extraction.extract(pictures);
        options.progress().progress("training classifiers on the pictures", 0, -1);
        SetPair pair = evaluation.pair(generated);
        Utility.Outcome use = utility.measure(model, pictures);
        SetScores scores = evaluation
                .score(pair)
                .with(canaries)
                .with(use.scores())
                .with(Reconstructions.score(model, data.test(), options.perceptual()))
                .with(Likelihoods.score(options.wantsLikelihood(), model, data.test(), Likelihoods.COMPARED))
                .with(augmented(folder) ? leak.of(pictures) : Map.of())
                .with(modes.known() ? modes.of(pictures) : Map.of())
                .with(samples.of(pictures, pictures::label));
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.put("version", 1);
        document.put("model", model.name());
        document.put("sampler", generator.sampler().name());
        document.put("features", scores.features());
        scores = scores.with(Map.of(speed.metric(), speed));
        document.set("scores", VerdictDocument.scores(scores.scores()));
        details.write(document, pair, use.agreement());
        ClosestPairs closest = closest(pictures, generated);
        document.set("closest", closest.toJson());
        if (!generator.sampler().name().equals("normal")) {
            LatentSampler normal =
                    LatentSampler.normal(generator.network().model().latentSize());
            FeatureSet plain = extraction.extract(Samples.of(generator.with(normal), Samples.JUDGED_SEED, count));
            SetScores fromPrior = evaluation.score(plain);
            document.putObject("samplers").set("normal", VerdictDocument.scores(fromPrior.scores()));
            document.set("findings", findings(model, scores, fromPrior));
        }
        document.set("cost", cost(folder, speed, SamplingSpeed.latency(generator)));
        RunFolder.write(folder.scoresFile(), document);
        try {
            pictures(folder, model, closest);
        } catch (IOException problem) {
            throw new AtelierException(Exit.DISK, folder.pictures() + " cannot be written: " + problem, problem);
        }
        return new Measured(scores, generated);
    }

    /** Whether a run's discriminator was shown augmented pictures; others have nothing to leak. */
    private static boolean augmented(RunFolder folder) {
        JsonNode settings = folder.read().path("settings").path("model");
        return settings.path("augment").asDouble() > 0 || settings.path("adapt").asDouble() > 0;
    }

    /** What the scores show by themselves; a code that is a point has no prior that it could miss. */
    private ArrayNode findings(TrainedModel model, SetScores fitted, SetScores fromPrior) {
        ArrayNode findings = new ObjectMapper().createArrayNode();
        if (Signs.isPoint(model.generator().network(), data.test())) {
            return findings;
        }
        Course course = Course.finished(
                Map.of(model.generator().sampler().name(), intervals(fitted), "normal", intervals(fromPrior)));
        for (Diagnosis diagnosis : Diagnoses.all()) {
            diagnosis.look(course).ifPresent(evidence -> {
                ObjectNode finding = Diagnostics.finding(diagnosis, evidence);
                findings.add(finding);
                options.progress()
                        .note(model.name() + ": " + finding.path("text").asText());
            });
        }
        return findings;
    }

    private static Map<String, Course.Interval> intervals(SetScores scores) {
        Map<String, Course.Interval> intervals = new LinkedHashMap<>();
        scores.scores().forEach((metric, score) -> {
            Double value = score.value();
            Double low = score.low();
            Double high = score.high();
            if (value != null && low != null && high != null) {
                intervals.put(metric, new Course.Interval(value, low, high));
            }
        });
        return intervals;
    }

    private static ObjectNode cost(RunFolder folder, Score speed, SamplingSpeed.Latency latency) {
        ObjectNode run = folder.read();
        ObjectNode cost = new ObjectMapper().createObjectNode();
        cost.put("trainingSeconds", run.path("trainingSeconds").asDouble());
        cost.put("cpuSeconds", run.path("cpuSeconds").asDouble());
        cost.set("peakMemoryBytes", run.get("peakMemoryBytes"));
        cost.put("parameters", run.path("parameters").path("total").asLong());
        Double rate = speed.value();
        cost.put("samplesPerSecond", rate == null ? 0 : rate);
        cost.set("latencyMillis", new ObjectMapper().valueToTree(latency));
        return cost;
    }

    private void pictures(RunFolder folder, TrainedModel model, ClosestPairs closest) throws IOException {
        int scale = Grid.comfortableScale(data.size());
        ImageGenerator generator = model.generator();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("model", model.name());
        texts.put("seed", Long.toString(Samples.JUDGED_SEED));
        texts.put("sampler", generator.sampler().name());
        Path pictures = folder.pictures();
        Files.createDirectories(pictures);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor samples = generator.pictures(Samples.JUDGED_SEED, 0, SHOWN, null);
            PngFiles.write(Grid.of(samples, 8, scale), pictures.resolve("samples.png"), texts);
            if (!generator.sampler().name().equals("normal")) {
                LatentSampler normal =
                        LatentSampler.normal(generator.network().model().latentSize());
                Tensor plain = generator.with(normal).pictures(Samples.JUDGED_SEED, 0, SHOWN, null);
                PngFiles.write(
                        Grid.of(plain, 8, scale),
                        pictures.resolve("samples-normal.png"),
                        Map.of("model", model.name(), "sampler", "normal"));
            }
            if (generator.network().model().hasEncoder()) {
                drawReconstructions(generator, pictures.resolve("reconstructions.png"), scale, texts);
            }
            PngFiles.write(closest.image(), pictures.resolve("neighbours.png"), texts);
        }
    }

    private void drawReconstructions(ImageGenerator generator, Path file, int scale, Map<String, String> texts) {
        int shown = Math.min(8, data.test().count());
        int[] which = Grid.spread(data.test(), shown);
        Tensor input = Pixels.toFloat(data.test(), which);
        Tensor output = Reconstructions.of(generator, data.test(), which);
        Tensor error = output.sub(input).abs().sub(atelier.torch.Torch.scalar(1));
        Tensor rows = torch.cat(Torch.list(input, output, error), 0);
        PngFiles.write(Grid.of(rows, which.length, scale), file, texts);
    }

    /** The generated pictures that lie nearest to a training picture among those that scores stand on. */
    ClosestPairs closest(ImageBatches pictures, FeatureSet generated) {
        return ClosestPairs.of(pictures, generated, training.known(), heldOutMedian, PAIRS, options.threads());
    }

    /** What features are made with. */
    FeatureExtraction extraction() {
        return extraction;
    }

    /** The features of real held-out pictures. */
    FeatureSet heldOut() {
        return heldOut;
    }

    /** The features of real training pictures. */
    TrainingFeatures training() {
        return training;
    }
}
