package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Real and generated features that one or more metrics compare; what several of them need (the neighbourhoods) is
 * computed once, on first use, while other threads wait for it.
 */
public final class SetPair {
    private final FeatureSet real;
    private final FeatureSet generated;
    private final @Nullable FeatureSet training;
    private final OfTraining ofTraining;
    private final int threads;
    private @Nullable Neighbourhoods neighbourhoods;

    /** A pair without training features. */
    public SetPair(FeatureSet real, FeatureSet generated) {
        this(real, generated, null);
    }

    /** Looked at by as many threads as there are cores; refuses different conventions, and real features all alike. */
    public SetPair(FeatureSet real, FeatureSet generated, @Nullable FeatureSet training) {
        this(real, generated, training, new OfTraining(), Runtime.getRuntime().availableProcessors());
    }

    private SetPair(
            FeatureSet real, FeatureSet generated, @Nullable FeatureSet training, OfTraining ofTraining, int threads) {
        requireComparable(real, generated);
        if (training != null) {
            requireComparable(real, training);
        }
        if (real.count() > 1 && real.isConstant()) {
            throw new AtelierException(
                    Exit.INPUT,
                    "All " + real.count() + " real feature rows are equal, so nothing can be compared with them;"
                            + " check what was extracted.");
        }
        this.real = real;
        this.generated = generated;
        this.training = training;
        this.ofTraining = ofTraining;
        this.threads = threads;
    }

    /** A pair of parts of both sets, one of many on a thread each; what is known of the training set is shared. */
    SetPair of(FeatureSet someReal, FeatureSet someGenerated) {
        return new SetPair(someReal, someGenerated, training, ofTraining, 1);
    }

    /** The same, looked at by so many threads; no number depends on how many. */
    public SetPair onThreads(int count) {
        return new SetPair(real, generated, training, ofTraining, count);
    }

    int threads() {
        return threads;
    }

    private static void requireComparable(FeatureSet first, FeatureSet second) {
        if (!first.network().equals(second.network())) {
            throw new AtelierException(
                    Exit.USAGE,
                    "Features of convention '" + first.network() + "' cannot be compared with '" + second.network()
                            + "'; extract both sets with the same network, layer and input size.");
        }
        if (first.dimensions() != second.dimensions()) {
            throw new AtelierException(
                    Exit.INPUT,
                    "Feature rows of " + first.dimensions() + " dimensions cannot be compared with rows of "
                            + second.dimensions() + "; both files must come from the same network.");
        }
    }

    /** Features of the real pictures, [N,D]. */
    public FeatureSet real() {
        return real;
    }

    /** Features of the generated pictures, [M,D]. */
    public FeatureSet generated() {
        return generated;
    }

    /** The training set's features; asked for only by metrics that declare the need. */
    public FeatureSet training() {
        return Objects.requireNonNull(training, "no training features");
    }

    /** Whether features of the training set are known. */
    public boolean hasTraining() {
        return training != null;
    }

    /** Rows that could have been copied: training rows, else real ones. */
    FeatureSet originals() {
        return training == null ? real : training;
    }

    /** Distance of some of the {@link #originals} to their nearest other one. */
    double[] gaps(int[] rows) {
        return training == null
                ? new Gaps(real).of(rows)
                : ofTraining(Gaps.class, Gaps::new).of(rows);
    }

    /** Nearest-neighbour ratios of rows to the training rows. */
    double[] copyRatios(FeatureSet rows) {
        return ofTraining(CopyRatios.class, CopyRatios::among).of(rows, threads);
    }

    /**
     * What follows from the training set alone: found once, whatever it is compared with; threads wait for the first.
     *
     * @param kind of what is found; one for each
     */
    <T> T ofTraining(Class<T> kind, Function<FeatureSet, T> find) {
        return ofTraining.known(kind, training(), find);
    }

    private static final class OfTraining {
        private final Map<Class<?>, Object> known = new HashMap<>();

        synchronized <T> T known(Class<T> kind, FeatureSet training, Function<FeatureSet, T> find) {
            return kind.cast(known.computeIfAbsent(kind, missing -> find.apply(training)));
        }
    }

    /** Neighbour distances between the two sets. */
    public synchronized Neighbourhoods neighbourhoods() {
        if (neighbourhoods == null) {
            neighbourhoods = Neighbourhoods.of(real, generated, threads);
        }
        return neighbourhoods;
    }

    /** The smaller of the two counts. */
    public int count() {
        return Math.min(real.count(), generated.count());
    }
}
