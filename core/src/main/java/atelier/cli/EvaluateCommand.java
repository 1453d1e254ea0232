package atelier.cli;

import atelier.evaluation.Evaluation;
import atelier.evaluation.SetScores;
import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code atelier evaluate}: every metric that applies, with its convention. */
@Command(name = "evaluate")
final class EvaluateCommand extends Verb {
    /** Rows from two files are taken to come from the same network; nothing else is known of them. */
    private static final String OWN_FEATURES = "as given";

    @Option(
            names = "--features-npy",
            arity = "2",
            paramLabel = "FILE",
            description = "Features of one's own: REAL.npy GENERATED.npy, each [N,D] float32 or float64.")
    private @Nullable List<Path> featureFiles;

    @Option(
            names = "--train-npy",
            paramLabel = "TRAIN.npy",
            description = "Features of the training pictures: for noise floors, ct and authpct.")
    private @Nullable Path trainingFile;

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "NAME",
            description = "Only these, separated by commas; see 'atelier list metrics'. Default: all.")
    private List<String> metrics = List.of();

    @Override
    Exit run() {
        if (featureFiles == null || featureFiles.size() != 2) {
            throw new AtelierException(
                    Exit.USAGE, "nothing to evaluate. Expected --features-npy REAL.npy GENERATED.npy.");
        }
        FeatureSet real = FeatureSet.read(featureFiles.get(0), OWN_FEATURES);
        FeatureSet generated = FeatureSet.read(featureFiles.get(1), OWN_FEATURES);
        FeatureSet training = trainingFile == null ? null : FeatureSet.read(trainingFile, OWN_FEATURES);
        Evaluation.Options options = Evaluation.Options.defaults().withMetrics(metrics);
        SetScores scores = new Evaluation(real, training, options).score(generated);
        print(metrics.isEmpty() ? scores.with(Evaluation.noReconstructions("feature rows are no pictures")) : scores);
        return Exit.DONE;
    }

    private void print(SetScores scores) {
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("features", scores.features());
            document.put("metrics", scores.scores());
            printJson(document);
            return;
        }
        ScoreText.print(scores.scores().values(), out());
    }
}
