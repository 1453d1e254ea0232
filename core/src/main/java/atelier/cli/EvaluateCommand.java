package atelier.cli;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageSet;
import atelier.data.PackedImages;
import atelier.data.PngFiles;
import atelier.data.Reference;
import atelier.evaluation.AugmentationDetector;
import atelier.evaluation.Canaries;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Fault;
import atelier.evaluation.ModelLikelihood;
import atelier.evaluation.ModelScores;
import atelier.evaluation.SetScores;
import atelier.evaluation.ShapeCodes;
import atelier.evaluation.ShapeFactors;
import atelier.evaluation.StackedModes;
import atelier.evaluation.Utility;
import atelier.evaluation.VerdictRule;
import atelier.experiment.ClosestPairs;
import atelier.experiment.ReferenceEvaluation;
import atelier.experiment.RunData;
import atelier.experiment.RunFolder;
import atelier.experiment.SampleScores;
import atelier.experiment.ScoreBasis;
import atelier.experiment.SettingOverride;
import atelier.experiment.SettingsResolver;
import atelier.experiment.TrainedModel;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.PerceptualDistance;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.serving.LatentInversion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier evaluate}: every metric that applies, with its convention. */
@Command(name = "evaluate")
final class EvaluateCommand extends Verb {
    private static final String NO_PICTURES = "feature rows are no pictures";

    /** What says how pictures are read, made or turned into features. */
    private static final List<String> OF_PICTURES = List.of(
            "--against",
            "--features",
            "--count",
            "--sampler",
            "--device",
            "--size",
            "--fit",
            "--background",
            "--set",
            "--config");

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN|DIR",
            description = "A finished run, or pictures that somebody generated.")
    private @Nullable Path generated;

    @Option(
            names = "--against",
            paramLabel = "DATA",
            description = "Real pictures; DATA:train, :validation, :test or :all chooses. Default for a RUN: the test"
                    + " pictures of its own data.")
    private @Nullable String against;

    @Option(
            names = "--train",
            paramLabel = "DATA",
            description =
                    "The pictures that the generator was trained on: for noise floors, ct, authpct, nearest-ratio, copied,"
                            + " canaries and the fault 'memorised'. A set that is known by name brings its own, as does a RUN.")
    private @Nullable String training;

    @Option(
            names = "--closest",
            paramLabel = "FILE.png",
            description =
                    "Also draw the generated pictures that lie nearest to a training picture, above that picture.")
    private @Nullable Path closestFile;

    @Option(
            names = "--features-npy",
            arity = "2",
            paramLabel = "FILE",
            description = "Features of one's own instead: REAL.npy GENERATED.npy, each [N,D] float32 or float64.")
    private @Nullable List<Path> featureFiles;

    @Option(
            names = "--train-npy",
            paramLabel = "TRAIN.npy",
            description = "With --features-npy, features of the training pictures: for noise floors, ct, authpct,"
                    + " nearest-ratio, copied and the fault 'memorised'.")
    private @Nullable Path trainingFile;

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "NAME",
            description = "Only these, separated by commas; see 'atelier list metrics'. Default: all.")
    private List<String> metrics = List.of();

    private @Nullable ClosestPairs closest;

    @Mixin
    private FeatureOptions features;

    @Mixin
    private DataArguments data;

    @Mixin
    private SettingsOptions settings;

    @Mixin
    private SamplerOption sampler;

    @Mixin
    private ComputeOptions compute;

    @Override
    Exit run() {
        options(); // names that are wrong are said before anything is read
        if (featureFiles != null && (training != null || closestFile != null)) {
            throw new AtelierException(
                    Exit.USAGE,
                    (training != null ? "--train" : "--closest")
                            + " takes pictures, and --features-npy gives none. Training pictures' features are given"
                            + " with --train-npy.");
        }
        refuse(
                featureFiles != null ? OF_PICTURES : List.of("--train-npy"),
                featureFiles != null
                        ? "it is for pictures, and --features-npy gives none."
                        : "it is for --features-npy; training pictures are given with --train.");
        if (closestFile != null && !ReferenceEvaluation.looksForCopies(options())) {
            throw nothingToDraw();
        }
        if (featureFiles != null && generated == null) {
            print(featureFiles(featureFiles));
        } else if (generated != null && featureFiles == null) {
            print(pictures(generated));
            if (closestFile != null && closest != null) {
                draw(closestFile, closest);
            }
        } else {
            throw new AtelierException(
                    Exit.USAGE,
                    (generated == null ? "nothing to evaluate" : "pictures and --features-npy were both given")
                            + ". Expected RUN, or DIR --against DATA, or --features-npy REAL.npy GENERATED.npy.");
        }
        return Exit.DONE;
    }

    private SetScores featureFiles(List<Path> files) {
        OwnFeatures own = OwnFeatures.read(files.get(0), files.get(1), trainingFile);
        try (ProgressDisplay progress = ProgressDisplay.on(err())) {
            SetScores scores =
                    new Evaluation(own.real(), own.training(), options().withProgress(progress)).score(own.generated());
            own.requireEnoughFor(metrics, scores);
            return scores.with(Utility.notApplicable(NO_PICTURES))
                    .with(Evaluation.noReconstructions(NO_PICTURES))
                    .with(ModelLikelihood.notApplicable(NO_PICTURES))
                    .with(Map.of(ShapeFactors.metric(), ShapeFactors.notApplicable(NO_PICTURES)))
                    .with(ShapeCodes.notApplicable(NO_PICTURES))
                    .with(StackedModes.notApplicable(NO_PICTURES))
                    .with(Map.of(Canaries.metric(), Canaries.notApplicable(NO_PICTURES)))
                    .with(Map.of(AugmentationDetector.metric(), AugmentationDetector.notApplicable(NO_PICTURES)))
                    .with(SampleScores.notApplicable(NO_PICTURES));
        }
    }

    private Evaluation.Options options() {
        return Evaluation.Options.defaults().withMetrics(metrics).withThreads(compute.threads());
    }

    private SetScores pictures(Path path) {
        boolean isRun = Files.isRegularFile(new RunFolder(path).runFile());
        if (sampler.name != null && !isRun) {
            throw new AtelierException(
                    Exit.USAGE, "--sampler is for a RUN, and " + path + " is none: its pictures are made already.");
        }
        List<SettingOverride> sampling = new ArrayList<>(settings.read());
        List<SettingOverride> measuring = new ArrayList<>(settings.read());
        // Beside settings of the measuring, a run's model may be told how to make its pictures.
        sampling.removeIf(setting -> !isRun || setting.key().startsWith("features."));
        measuring.removeAll(sampling);
        SettingsResolver resolver = new SettingsResolver(measuring);
        resolver.requireKnown(List.of());
        ScoreBasis basis = features.read(resolver);
        try (ProgressDisplay progress = ProgressDisplay.on(err());
                FeatureNetwork network = basis.open();
                PerceptualDistance perceptual = PerceptualDistance.find(basis.options())) {
            FeatureExtraction extraction = new FeatureExtraction(network, compute.threads())
                    .withProgress(progress)
                    .keptIn(data.read().cache());
            Evaluation.Options options =
                    options().withProgress(progress).withPerceptual(perceptual).withClassHead(network.classHead());
            return isRun
                    ? run(RunFolder.open(path), sampling, extraction, options, progress)
                    : folder(path, extraction, options, progress);
        }
    }

    private SetScores run(
            RunFolder folder,
            List<SettingOverride> sampling,
            FeatureExtraction extraction,
            Evaluation.Options options,
            ProgressDisplay progress) {
        data.requireAs(RunData.options(folder, data.read()));
        try (TrainedModel model = TrainedModel.load(folder, compute.device(), sampling, sampler.name);
                Reference reference = RunData.reference(folder, against, training, data.read(), progress)) {
            return measured(extraction, reference, options, progress, all -> all.model(model));
        }
    }

    private SetScores folder(
            Path path, FeatureExtraction extraction, Evaluation.Options options, ProgressDisplay progress) {
        if (against == null) {
            throw new AtelierException(
                    Exit.USAGE,
                    path + " is no run, so the pictures in it need real ones to be compared with: --against DATA.");
        }
        try (Reference reference =
                Reference.open(against, null, data.read(), progress).trainedOn(training, data.read(), progress)) {
            DataOptions same = data.read().withSize(reference.heldOut().size());
            ImageSet pictures = Datasets.openReference(path.toString(), same, progress);
            try (PackedImages images = pictures.images()) {
                return measured(extraction, reference, options, progress, all -> all.pictures(pictures));
            }
        }
    }

    private SetScores measured(
            FeatureExtraction extraction,
            Reference reference,
            Evaluation.Options options,
            ProgressDisplay progress,
            Function<ReferenceEvaluation, SetScores> what) {
        if (closestFile != null && reference.training() == null) {
            throw nothingToDraw();
        }
        progress.progress("measuring", 0, -1);
        ReferenceEvaluation evaluation = new ReferenceEvaluation(
                extraction, reference.heldOut(), reference.training(), features.count, options, new LatentInversion());
        SetScores scores = what.apply(evaluation);
        closest = evaluation.closest();
        return scores;
    }

    private static AtelierException nothingToDraw() {
        return new AtelierException(
                Exit.USAGE,
                "--closest: there are no training pictures to draw beside the generated ones, or --metrics names none of"
                        + " ct, authpct, nearest-ratio and copied. Give the training pictures with --train DATA.");
    }

    private static void draw(Path file, ClosestPairs pairs) {
        PngFiles.write(
                pairs.image(), file, Map.of("rows", "generated pictures above the training pictures nearest to them"));
    }

    private void print(SetScores all) {
        SetScores scores = all.only(metrics);
        List<Fault.Found> faults = faults(all);
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("features", scores.features());
            document.put("metrics", scores.scores());
            document.put("faults", faults.stream().map(EvaluateCommand::fault).toList());
            if (closest != null) {
                document.put("closest", closest.toJson());
            }
            printJson(document);
            return;
        }
        ScoreText.print(scores.scores().values(), out());
        faults.forEach(fault -> out().println("fault: " + fault.fault() + ", by " + fault.metric() + " "
                + number(fault.value()) + " where real pictures have " + number(fault.floor())));
        if (closest != null) {
            out().println("closest to training pictures: %s at the least, %s in the median, held-out pictures %s"
                    .formatted(
                            number(closest.pairs().get(0).distance()),
                            number(closest.median()),
                            number(closest.heldOutMedian())));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /** As a comparison would see them, but for controls, which there are none of. */
    private static List<Fault.Found> faults(SetScores scores) {
        ModelScores alone = new ModelScores("", "", List.of(new ModelScores.Run("", scores)));
        return new VerdictRule(List.of(alone), List.of()).faults();
    }

    private static Map<String, Object> fault(Fault.Found fault) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("fault", fault.fault());
        entry.put("metric", fault.metric());
        entry.put("value", fault.value());
        entry.put("floor", fault.floor());
        return entry;
    }
}
