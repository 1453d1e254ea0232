package atelier.cli;

import atelier.evaluation.Metrics;
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
import org.jspecify.annotations.Nullable;

/** Features of the user's own; they are taken to come from one network, of which nothing else is known. */
record OwnFeatures(FeatureSet real, FeatureSet generated, @Nullable FeatureSet training) {
    private static final String CONVENTION = "as given";
    private static final int LEAST = 2;

    /** Reads [N,D] arrays; fewer than two rows are an {@link Exit#INPUT} error. */
    static OwnFeatures read(Path realFile, Path generatedFile, @Nullable Path trainingFile) {
        Rows real = Rows.read(realFile);
        Rows generated = Rows.read(generatedFile);
        Rows training = trainingFile == null ? null : Rows.read(trainingFile);
        // Once for all files: sets of different conventions cannot be compared.
        boolean rounded = real.rounded || generated.rounded || (training != null && training.rounded);
        String convention = rounded ? CONVENTION + ", float64 rounded to float32" : CONVENTION;
        return new OwnFeatures(
                real.set.under(convention),
                generated.set.under(convention),
                training == null ? null : training.set.under(convention));
    }

    /** A file's rows, and whether float64 became float32. */
    private record Rows(FeatureSet set, boolean rounded) {
        static Rows read(Path file) {
            Npy array = Npy.read(file);
            FeatureSet set = FeatureSet.of(array, file, CONVENTION);
            if (set.count() < LEAST) {
                throw new AtelierException(
                        Exit.INPUT,
                        file + " has " + set.count() + " row, expected at least " + LEAST
                                + ", one per picture; most metrics need more ('atelier list metrics').");
            }
            return new Rows(set, array.isDouble());
        }
    }

    /** Refuses sets that are too small for every metric that was named. */
    void requireEnoughFor(List<String> metrics, SetScores scores) {
        List<Score> named = metrics.stream()
                .map(scores.scores()::get)
                .filter(Objects::nonNull)
                .toList();
        if (named.size() == metrics.size()
                && !named.isEmpty()
                && named.stream().allMatch(score -> score.value() == null && needsMore(score))) {
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

    /** Whether it is the number of rows that a metric of features lacks. */
    private boolean needsMore(Score score) {
        int least = Math.min(real.count(), generated.count());
        return Metrics.ofFeatures().stream()
                .anyMatch(metric -> metric.name().equals(score.metric()) && metric.minimumCount() > least);
    }
}
