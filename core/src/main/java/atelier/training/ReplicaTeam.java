package atelier.training;

import atelier.data.ImageSet;
import atelier.model.GenerativeModel;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.ParameterStore.Range;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * The replicas of a run: which share of a batch each gets, how all of them work at once, each on its thread, and how what
 * they found is added up, always in their order.
 */
final class ReplicaTeam implements AutoCloseable {
    private final TrainingSettings settings;
    private final ParameterStore store;
    private final Device device;
    private final List<Replica> replicas = new ArrayList<>();
    private final double[] weights;
    private ReplicaMean mean;

    /** As many replicas as the settings say, but none without a picture. */
    ReplicaTeam(
            TrainingSettings settings,
            ParameterStore store,
            Function<Parameters, GenerativeModel> build,
            Device device) {
        this.settings = settings;
        this.store = store;
        this.device = device;
        int count = Math.max(1, Math.min(settings.replicas(), settings.batchSize()));
        for (int index = 0; index < count; index++) {
            replicas.add(new Replica(index, store, build, device, settings.precision()));
        }
        weights = new double[count];
        Arrays.setAll(weights, r -> (end(r) - begin(r)) / (double) settings.batchSize());
        mean = new ReplicaMean(weights);
    }

    private int begin(int replica) {
        return settings.batchSize() * replica / replicas.size();
    }

    private int end(int replica) {
        return settings.batchSize() * (replica + 1) / replicas.size();
    }

    /**
     * Opens a step.
     *
     * @param which the batch's pictures
     * @param position of the first of them in the run
     * @return seconds that the slowest replica took to load its pictures
     */
    double begin(ImageSet images, int[] which, long position, Progress progress) {
        ReplicaMean ofStep = new ReplicaMean(weights);
        mean = ofStep;
        return Collections.max(askAll(r -> replicas.get(r)
                .begin(
                        images,
                        Arrays.copyOfRange(which, begin(r), end(r)),
                        share -> new StepContext(
                                share.images(),
                                share.labels(),
                                progress,
                                settings.seed(),
                                position + begin(r),
                                device,
                                weights[r],
                                ofStep.of(r)))));
    }

    /** Lets every replica compute a phase's gradient over its share; returns the mean of their losses. */
    double gradients(int phaseIndex) {
        List<Double> losses = askAll(r -> replicas.get(r).gradient(phaseIndex, store, weights[r]));
        double mean = 0;
        for (int r = 0; r < weights.length; r++) {
            mean += weights[r] * losses.get(r);
        }
        return mean;
    }

    /**
     * Adds the other replicas' gradients to the {@linkplain #gradient total}, every replica's thread a part of the range.
     *
     * @return the squared norm of the sum
     */
    double sumGradients(Range range) {
        double squares = 0;
        for (double part : askAll(r -> sum(share(range, r)))) {
            squares += part;
        }
        return squares;
    }

    private double sum(Range range) {
        double squares = 0;
        try (Scope scope = Scope.withoutGradient()) {
            for (Range piece : range.pieces(Adam.PIECE)) {
                Tensor sum = gradient().narrow(0, piece.offset(), piece.length());
                for (Replica other : replicas.subList(1, replicas.size())) {
                    sum.add_(other.gradient().narrow(0, piece.offset(), piece.length()));
                }
                squares += Torch.toDouble(sum.dot(sum));
            }
        }
        return squares;
    }

    /** The flat gradient [P] float32 that {@link #sumGradients} adds up. */
    Tensor gradient() {
        return replicas.get(0).gradient();
    }

    /** What the replicas reported in this step, weighted by their shares. */
    Map<String, Double> reported() {
        Map<String, Double> sum = new LinkedHashMap<>();
        for (int r = 0; r < weights.length; r++) {
            double weight = weights[r];
            replicas.get(r).current().reported().forEach((name, value) -> sum.merge(name, weight * value, Double::sum));
        }
        return sum;
    }

    /** Does something to a range of the store, every replica's thread to its part. */
    void onParts(Range whole, Consumer<Range> task) {
        onAll(r -> task.accept(share(whole, r)));
    }

    private Range share(Range whole, int replica) {
        return whole.share(replica, replicas.size());
    }

    /** Frees everything of the step. */
    void end() {
        onAll(r -> replicas.get(r).end());
    }

    private void onAll(IntConsumer task) {
        askAll(r -> {
            task.accept(r);
            return r;
        });
    }

    private <T> List<T> askAll(IntFunction<T> task) {
        List<Future<T>> futures = new ArrayList<>();
        for (int r = 0; r < replicas.size(); r++) {
            int index = r;
            futures.add(replicas.get(r).submit(() -> {
                try {
                    return task.apply(index);
                } catch (RuntimeException | Error failure) {
                    mean.abort();
                    throw failure;
                }
            }));
        }
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException | InterruptedException problem) {
                Throwable cause = problem instanceof ExecutionException ? problem.getCause() : problem;
                // The first failure is the cause; others were aborted because of it.
                failure = failure == null || failure instanceof ReplicaMean.Aborted ? cause : failure;
            }
        }
        if (failure != null) {
            throw failure instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("a replica failed: " + failure, failure);
        }
        return results;
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
    }
}
