package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.ProgressListener;
import atelier.evaluation.ControlResult;
import atelier.evaluation.Controls;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Fault;
import atelier.evaluation.ModelScores;
import atelier.evaluation.Sensitivity;
import atelier.evaluation.Sensitivity.Described;
import atelier.evaluation.SetScores;
import atelier.evaluation.VerdictRule;
import atelier.model.ImageGenerator;
import atelier.model.LatentSampler;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Measures every run of a comparison in other ways as well, on at most a thousand pictures each, for
 * {@link Sensitivity}. What is the same for every run is computed once.
 */
final class SensitivityRuns {
    private static final int MOST = 1_000;
    private static final int CONTROL_COUNT = 500;
    /** Half of the training costs pictures of its own; it is measured on fewer. */
    private static final int HALF_BUDGET_COUNT = 500;

    private static final int REPEATS = 12;
    private static final double TRUNCATION = 0.7;
    private static final String FEATURES = "features";
    private static final String BUDGET = "budget";

    private final FeatureExtraction own;
    private final FeatureExtraction other;
    private final FeatureSet heldOut;
    private final TrainingFeatures training;
    private final List<ControlResult> otherControls;
    private final Map<String, Measuring> variants = new LinkedHashMap<>();
    private final int count;
    private final Device device;
    /** Finished runs of which there is nothing from half of their images. */
    private int withoutHalf;

    /** A variant, and what it found of each run. */
    private record Measuring(Described how, Evaluation evaluation, Map<String, SetScores> scores) {
        Measuring(String name, String what, FeatureSet heldOut, TrainingFeatures training, int threads) {
            this(
                    new Described(name, what),
                    new Evaluation(
                            heldOut,
                            training.sample(),
                            training.originals(),
                            new Evaluation.Options(
                                    Sensitivity.metrics(), REPEATS, 1, threads, ProgressListener.NONE, null)),
                    new LinkedHashMap<>());
        }
    }

    /**
     * Extracts the other features of the real pictures.
     *
     * @param base what the comparison measures with
     * @param other a network that is not the comparison's
     */
    SensitivityRuns(RunEvaluation base, FeatureExtraction other, ImageDataset data, Device device, int threads) {
        this.device = device;
        own = base.extraction();
        this.other = other;
        heldOut = base.heldOut();
        training = base.training();
        count = Math.min(MOST, base.count());
        ImageSet someHeldOut = Samples.some(data.test(), MOST);
        ImageSet someTraining = Samples.some(data.train(), MOST);
        FeatureSet otherHeldOut = other.extract(someHeldOut);
        Evaluation.Options options = Evaluation.Options.defaults().withMetrics(Sensitivity.metrics());
        put(new Measuring(
                FEATURES,
                "features " + otherHeldOut.network() + ", " + count + " generated",
                otherHeldOut,
                other.isQuick()
                        ? TrainingFeatures.of(other, data.train(), MOST, options)
                        : TrainingFeatures.sample(other, data.train(), MOST),
                threads));
        put(new Measuring(
                "half",
                "half of the pictures of each kind, " + base.count() / 2 + " generated",
                heldOut.first(half(heldOut)),
                training.withSample(half(training.sample())),
                threads));
        put(new Measuring(
                "truncation",
                "latents times " + TRUNCATION + ", " + count + " generated",
                heldOut.first(MOST),
                training.withSample(MOST),
                threads));
        put(new Measuring(
                BUDGET,
                "every run as it was after half of its images, its rate not yet fallen, " + halfBudgetCount()
                        + " generated",
                heldOut.first(HALF_BUDGET_COUNT),
                training.withSample(HALF_BUDGET_COUNT),
                threads));
        otherControls = controls(someHeldOut, someTraining);
    }

    private void put(Measuring measuring) {
        variants.put(measuring.how().name(), measuring);
    }

    private int halfBudgetCount() {
        return Math.min(HALF_BUDGET_COUNT, count);
    }

    private static int half(FeatureSet set) {
        return Math.max(1, set.count() / 2);
    }

    /**
     * The name of a network to ask for a second opinion: a trained one whose weights are there, else the one that needs
     * none; never the one that was asked first.
     */
    static String otherThan(ScoreBasis basis) {
        String first = basis.features();
        Path root = basis.options().weightsRoot();
        if (root != null) {
            Map<String, String> folders = Map.of("squeezenet", "squeezenet1.1_nchw", "mobilenetv2", "mobilenetv2_nchw");
            for (String name : List.of("squeezenet", "mobilenetv2")) {
                if (!name.equals(first) && Files.isDirectory(root.resolve(folders.get(name) + "/weights"))) {
                    return name;
                }
            }
        }
        return first.equals("pixels") ? "atelier-32" : "pixels";
    }

    private List<ControlResult> controls(ImageSet someHeldOut, ImageSet someTraining) {
        try (Scope scope = Scope.withoutGradient()) {
            return Controls.run(
                    other,
                    pixels(someHeldOut.first(CONTROL_COUNT)),
                    pixels(someTraining.first(CONTROL_COUNT)),
                    Sensitivity.metrics(),
                    1);
        }
    }

    private static Tensor pixels(ImageSet set) {
        return Pixels.toFloat(set, IntStream.range(0, set.count()).toArray());
    }

    /**
     * Measures one run in every way.
     *
     * @param generated features of its pictures as the comparison saw them
     * @param folder where it lies
     */
    void measure(String run, TrainedModel model, FeatureSet generated, RunFolder folder) {
        ImageGenerator generator = model.generator();
        score(FEATURES, run, other.extract(Samples.of(generator, Samples.JUDGED_SEED, count)));
        score("half", run, generated.first(half(generated)));
        score("truncation", run, own.extract(truncated(generator)));
        if (!HalfBudget.isKept(folder)) {
            withoutHalf++;
            return;
        }
        try (TrainedModel earlier = TrainedModel.load(HalfBudget.folder(folder), device)) {
            score(BUDGET, run, own.extract(Samples.of(earlier.generator(), Samples.JUDGED_SEED, halfBudgetCount())));
        }
    }

    private ImageBatches truncated(ImageGenerator generator) {
        int size = generator.network().model().latentSize();
        return Samples.of(
                generator.with(new Truncated(generator.sampler(), TRUNCATION, size)), Samples.JUDGED_SEED, count);
    }

    private void score(String variant, String run, FeatureSet features) {
        Measuring measuring = variants.get(variant);
        if (measuring == null) {
            throw new IllegalArgumentException(variant);
        }
        measuring.scores().put(run, measuring.evaluation().score(features));
    }

    /** Draws the verdicts again. */
    Sensitivity conclude(List<ModelScores> models, List<ControlResult> controls) {
        if (withoutHalf > 0) {
            // A run that was too short for a check at its half must not be taken for one that failed.
            variants.remove(BUDGET);
        }
        VerdictRule rule = new VerdictRule(models, controls);
        List<Sensitivity.Variant> all = new ArrayList<>();
        variants.forEach((name, measuring) -> {
            boolean features = name.equals(FEATURES);
            all.add(new Sensitivity.Variant(
                    measuring.how(),
                    models.stream()
                            .map(model -> with(model, measuring.scores()))
                            .toList(),
                    features ? otherControls : controls,
                    features ? memorised(rule) : Set.of()));
        });
        return Sensitivity.of(rule, all);
    }

    /** Runs that were found to copy by the features of the comparison, which look among more training pictures. */
    private static Set<String> memorised(VerdictRule rule) {
        return rule.faults().stream()
                .filter(found -> found.fault().equals(Fault.MEMORISED.key()))
                .map(Fault.Found::run)
                .collect(Collectors.toSet());
    }

    private static ModelScores with(ModelScores model, Map<String, SetScores> scores) {
        return new ModelScores(
                model.name(),
                model.family(),
                model.runs().stream()
                        .map(run -> new ModelScores.Run(run.run(), scores.get(run.run())))
                        .toList());
    }

    /** Draws of another sampler nearer to the middle: likelier, more alike pictures. */
    private record Truncated(LatentSampler sampler, double factor, int size) implements LatentSampler {
        @Override
        public String name() {
            return sampler.name();
        }

        @Override
        public void draw(RandomStream stream, int label, float[] target, int offset) {
            sampler.draw(stream, label, target, offset);
            for (int i = offset; i < offset + size; i++) {
                target[i] = (float) (factor * target[i]);
            }
        }

        @Override
        public Map<String, SafeTensors.Entry> export() {
            return sampler.export();
        }
    }
}
