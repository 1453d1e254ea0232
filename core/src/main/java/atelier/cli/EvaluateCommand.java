package atelier.cli;

import atelier.data.DataOptions;
import atelier.data.DatasetInfo;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.PackedImages;
import atelier.evaluation.AugmentationDetector;
import atelier.evaluation.Evaluation;
import atelier.evaluation.ModelLikelihood;
import atelier.evaluation.SetScores;
import atelier.evaluation.ShapeCodes;
import atelier.evaluation.ShapeFactors;
import atelier.evaluation.StackedModes;
import atelier.evaluation.Utility;
import atelier.experiment.ReferenceEvaluation;
import atelier.experiment.RunFolder;
import atelier.experiment.SampleScores;
import atelier.experiment.ScoreBasis;
import atelier.experiment.SettingOverride;
import atelier.experiment.SettingsResolver;
import atelier.experiment.TrainedModel;
import atelier.experiment.TrainingRun;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.PerceptualDistance;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier evaluate}: every metric that applies, with its convention. */
@Command(name = "evaluate")
final class EvaluateCommand extends Verb {
    private static final String NO_PICTURES = "feature rows are no pictures";

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
            names = "--features-npy",
            arity = "2",
            paramLabel = "FILE",
            description = "Features of one's own instead: REAL.npy GENERATED.npy, each [N,D] float32 or float64.")
    private @Nullable List<Path> featureFiles;

    @Option(
            names = "--train-npy",
            paramLabel = "TRAIN.npy",
            description = "With --features-npy, features of the training pictures: for noise floors, ct and authpct.")
    private @Nullable Path trainingFile;

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "NAME",
            description = "Only these, separated by commas; see 'atelier list metrics'. Default: all.")
    private List<String> metrics = List.of();

    @Mixin
    private FeatureOptions features;

    @Mixin
    private DataArguments data;

    @Mixin
    private SettingsOptions settings;

    @Override
    Exit run() {
        options(); // names that are wrong are said before anything is read
        if (featureFiles != null && generated == null) {
            print(featureFiles(featureFiles));
        } else if (generated != null && featureFiles == null) {
            print(pictures(generated));
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
                    .with(Map.of(AugmentationDetector.metric(), AugmentationDetector.notApplicable(NO_PICTURES)))
                    .with(SampleScores.notApplicable(NO_PICTURES));
        }
    }

    private Evaluation.Options options() {
        return Evaluation.Options.defaults().withMetrics(metrics);
    }

    private SetScores pictures(Path path) {
        boolean isRun = Files.isRegularFile(new RunFolder(path).runFile());
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
            FeatureExtraction extraction =
                    new FeatureExtraction(network, Runtime.getRuntime().availableProcessors());
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
        try (TrainedModel model = TrainedModel.load(folder, Device.CPU, sampling)) {
            if (against != null) {
                DataOptions same = data.read()
                        .withSize(model.generator().network().model().shape().size());
                try (Reference reference = reference(against, same, progress)) {
                    return evaluation(extraction, reference, options, progress).model(model);
                }
            }
            try (ImageDataset own = TrainingRun.openData(folder, data.read(), progress)) {
                return evaluation(extraction, new Reference(own.test(), own.train()), options, progress)
                        .model(model);
            }
        }
    }

    private SetScores folder(
            Path path, FeatureExtraction extraction, Evaluation.Options options, ProgressDisplay progress) {
        if (against == null) {
            throw new AtelierException(
                    Exit.USAGE,
                    path + " is no run, so the pictures in it need real ones to be compared with: --against DATA.");
        }
        try (Reference reference = reference(against, data.read(), progress)) {
            DataOptions same = data.read().withSize(reference.heldOut().size());
            ImageSet pictures = Datasets.openReference(path.toString(), same, progress);
            try (PackedImages images = pictures.images()) {
                return evaluation(extraction, reference, options, progress).pictures(pictures);
            }
        }
    }

    private ReferenceEvaluation evaluation(
            FeatureExtraction extraction, Reference reference, Evaluation.Options options, ProgressDisplay progress) {
        progress.progress("measuring", 0, -1);
        return new ReferenceEvaluation(extraction, reference.heldOut(), reference.training(), features.count, options);
    }

    /** A set that is known by name brings its training split, too. */
    private static Reference reference(String name, DataOptions options, ProgressDisplay progress) {
        int colon = name.lastIndexOf(':');
        String base = colon < 0 ? name : name.substring(0, colon);
        boolean known = Datasets.catalogue().stream().map(DatasetInfo::name).anyMatch(base::equals);
        if (!known || Files.exists(Path.of(base))) {
            return new Reference(Datasets.openReference(name, options, progress), null);
        }
        ImageDataset dataset = Datasets.open(base, options, progress);
        String part = colon < 0 ? "test" : name.substring(colon + 1);
        boolean apart = part.equals("test") || part.equals("validation");
        return new Reference(Datasets.select(dataset, part), apart ? dataset.train() : null);
    }

    /** Real pictures, and those of the same source that were trained on. */
    private record Reference(ImageSet heldOut, @Nullable ImageSet training) implements AutoCloseable {
        @Override
        public void close() {
            heldOut.images().close();
        }
    }

    private void print(SetScores all) {
        SetScores scores = all.only(metrics);
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("features", scores.features());
            document.put("metrics", scores.scores());
            printJson(document);
        } else {
            ScoreText.print(scores.scores().values(), out());
        }
    }
}
