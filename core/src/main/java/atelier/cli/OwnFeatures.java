package atelier.cli;

import atelier.evaluation.Score;
import atelier.evaluation.SetScores;
import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Npy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Features of the user's own; they are taken to come from one network, of which nothing else is known. */
record OwnFeatures(FeatureSet real, FeatureSet generated, @Nullable FeatureSet training) {
    private static final String CONVENTION = "as given";
    private static final int LEAST = 2;

    /** Reads [N,D] arrays; fewer than two rows are an {@link Exit#INPUT} error. */
    static OwnFeatures read(Path realFile, Path generatedFile, @Nullable Path trainingFile) {
        // Before anything that may be too large is computed on, and once for all files.
        boolean rounded = Stream.of(realFile, generatedFile, trainingFile)
                .filter(Objects::nonNull)
                .anyMatch(file -> Npy.read(file).isDouble());
        String convention = rounded ? CONVENTION + ", float64 rounded to float32" : CONVENTION;
        return new OwnFeatures(
                enough(realFile, convention),
                enough(generatedFile, convention),
                trainingFile == null ? null : enough(trainingFile, convention));
    }

    private static FeatureSet enough(Path file, String convention) {
        FeatureSet set = FeatureSet.read(file, convention);
        if (set.count() < LEAST) {
            throw new AtelierException(
                    Exit.INPUT,
                    file + " has " + set.count() + " row, expected at least " + LEAST
                            + ", one per picture; most metrics need more ('atelier list metrics').");
        }
        return set;
    }

    /** Refuses sets that are too small for every metric that was named. */
    void requireEnoughFor(List<String> metrics, SetScores scores) {
        List<Score> named = metrics.stream()
                .map(scores.scores()::get)
                .filter(Objects::nonNull)
                .toList();
        if (named.size() == metrics.size()
                && !named.isEmpty()
                && named.stream().allMatch(score -> score.value() == null)) {
            throw new AtelierException(
                    Exit.INPUT,
                    "None of the metrics asked for can be computed from " + generated.count() + " generated and "
                            + real.count() + " real rows: "
                            + named.stream()
                                    .map(score -> Objects.requireNonNullElse(score.reason(), score.metric()))
                                    .collect(Collectors.joining("; "))
                            + ". Give more rows, or other metrics.");
        }
    }
}
