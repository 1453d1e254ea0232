package atelier.training;

import atelier.data.ImageSet;
import atelier.model.GenerativeModel;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.ParameterStore.Range;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * The training loop: per step and phase, every replica adds up the gradient of its share, the
 * gradients are summed in the order of the replicas, checked, and one Adam update moves the phase's
 * groups; then the moving average follows. The loop knows no family of models.
 */
public final class Trainer implements AutoCloseable {
    private final TrainingSettings settings;
    private final ImageSet images;
    private final Device device;
    private final ParameterStore store;
    private final GenerativeModel model;
    private final List<Replica> replicas = new ArrayList<>();
    private final Adam adam;
    private final DataOrder order;
    private final Map<String, Long> updates = new HashMap<>();
    private final LastGood lastGood;
    private long step;
    private long seen;
    private double rateFactor = 1;
    private int rollbacks;

    /**
     * Prepares a run from its first step.
     *
     * @param build declares the network's parameters; called once per replica and once for the store
     */
    public Trainer(
            TrainingSettings settings, ImageSet images, Function<Parameters, GenerativeModel> build, Device device) {
        if (images.count() == 0) {
            throw new AtelierException(Exit.INPUT, "there are no training images in " + images.name());
        }
        this.settings = settings;
        this.images = images;
        this.device = device;
        Parameters layout = new Parameters();
        model = build.apply(layout);
        store = ParameterStore.create(layout, settings.seed(), device);
        int count = Math.max(1, Math.min(settings.replicas(), settings.batchSize()));
        for (int index = 0; index < count; index++) {
            replicas.add(new Replica(index, store, build, device, settings.precision()));
        }
        adam = new Adam(settings.beta1(), settings.beta2());
        order = new DataOrder(settings.seed(), images.count());
        lastGood = new LastGood(store);
        lastGood.save(control());
    }

    /**
     * Trains until {@code untilImages} have been seen or {@code stop} says so between two steps.
     *
     * @throws AtelierException with {@link Exit#DIVERGED} after the fourth non-finite step
     */
    public void run(long untilImages, TrainingListener listener, java.util.function.BooleanSupplier stop) {
        while (seen < untilImages && !stop.getAsBoolean()) {
            try {
                long before = seen;
                StepReport report = step();
                // At fixed numbers of images, so that a resumed run goes back to the same states; all checkpoints are
                // among them.
                boolean snapshot = 2 * seen / settings.checkpointImages() > 2 * before / settings.checkpointImages();
                if (snapshot || seen >= untilImages) {
                    requireFiniteStore();
                }
                if (snapshot) {
                    lastGood.save(control());
                }
                listener.stepped(this, report);
            } catch (NotFinite problem) {
                rollBack(problem);
                listener.rolledBack(this, String.valueOf(problem.getMessage()));
            }
        }
        if (seen < untilImages) {
            leaveFinite(listener);
        }
    }

    /** What is stopped between two looks at the store must not leave with a step that went wrong. */
    private void leaveFinite(TrainingListener listener) {
        try {
            requireFiniteStore();
        } catch (NotFinite problem) {
            rollBack(problem);
            listener.rolledBack(this, String.valueOf(problem.getMessage()));
        }
    }

    /** A finite gradient can still carry a weight out of the range of floats. */
    private void requireFiniteStore() {
        try (Scope scope = Scope.withoutGradient()) {
            store.parts().forEach((name, part) -> {
                if (!Double.isFinite(Torch.toDouble(part.sum()))) {
                    requireFinite(name, part);
                }
            });
        }
    }

    private static void requireFinite(String name, Tensor part) {
        // The sum of finite numbers may overflow; their difference with themselves does not.
        if (Torch.toDouble(part.sub(part).sum()) != 0) {
            throw new NotFinite("the " + name + " of the network are not finite");
        }
    }

    private void rollBack(NotFinite problem) {
        int count = rollbacks + 1;
        double factor = rateFactor;
        long failedAt = seen;
        // Also before giving up: earlier phases of the failed step have already moved their groups.
        restore(lastGood.restore());
        if (count > 3) {
            rollbacks = 3;
            rateFactor = factor;
            throw new AtelierException(
                    Exit.DIVERGED,
                    "training diverged at " + failedAt + " images: " + problem.getMessage()
                            + ", three times before as well although the rate was halved each time."
                            + " The last good state is kept; try a lower training.learningRate than "
                            + settings.learningRate() + ".");
        }
        rollbacks = count;
        rateFactor = factor / 2;
    }

    /** One step over all phases. */
    private StepReport step() {
        Progress progress = progress();
        int batch = settings.batchSize();
        int[] which = order.at(seen, batch);
        double[] weights = new double[replicas.size()];
        for (int r = 0; r < weights.length; r++) {
            weights[r] = (end(r) - begin(r)) / (double) batch;
        }
        ReplicaMean mean = new ReplicaMean(weights);
        double rate = rate(progress);
        try {
            onAll(mean, r -> () -> {
                int[] share = java.util.Arrays.copyOfRange(which, begin(r), end(r));
                replicas.get(r)
                        .begin(
                                images,
                                share,
                                content -> new StepContext(
                                        content.images(),
                                        content.labels(),
                                        progress,
                                        settings.seed(),
                                        seen + begin(r),
                                        device,
                                        weights[r],
                                        mean.of(r)));
                return 0.0;
            });
            List<Phase> phases = model.phases(progress);
            for (int index = 0; index < phases.size(); index++) {
                Phase phase = phases.get(index);
                int number = index;
                List<Double> losses = onAll(mean, r -> () -> replicas.get(r).gradient(number, store, weights[r]));
                for (double loss : losses) {
                    if (!Double.isFinite(loss)) {
                        throw new NotFinite("the loss of phase " + phase.name() + " is " + loss);
                    }
                }
                update(phase, rate, mean);
            }
            Map<String, Double> reported = reported(weights);
            seen += batch;
            step++;
            average(mean);
            return new StepReport(seen, reported, rate);
        } finally {
            onAll(mean, r -> () -> {
                replicas.get(r).end();
                return 0.0;
            });
        }
    }

    private int begin(int replica) {
        return settings.batchSize() * replica / replicas.size();
    }

    private int end(int replica) {
        return settings.batchSize() * (replica + 1) / replicas.size();
    }

    private double rate(Progress progress) {
        double warmup = settings.warmupFraction() <= 0 || progress.from() > 0
                ? 1
                : Math.min(
                        1,
                        (progress.images() + settings.batchSize())
                                / Math.max(1.0, settings.warmupFraction() * progress.total()));
        return settings.learningRate()
                * rateFactor
                * warmup
                * progress.holdThenCosine(settings.holdFraction(), settings.finalRate());
    }

    /** Sums the replicas' gradients, checks them, moves the groups; every replica's thread does its share. */
    private void update(Phase phase, double rate, ReplicaMean mean) {
        Tensor total = replicas.get(0).gradient();
        for (String group : phase.groups()) {
            List<Double> squares = onAll(mean, r -> () -> sum(total, share(group, r)));
            if (!Double.isFinite(squares.stream().mapToDouble(value -> value).sum())) {
                throw new NotFinite("the gradient of " + group + " is not finite");
            }
        }
        Double beta1 = phase.pace().beta1();
        Adam own = beta1 == null ? adam : new Adam(beta1, settings.beta2());
        double paced = rate * phase.pace().rate();
        for (String group : phase.groups()) {
            long count = updates.merge(group, 1L, Long::sum);
            onAll(mean, r -> () -> {
                own.update(store, share(group, r), total, paced, count);
                return 0.0;
            });
        }
    }

    private Range share(String group, int replica) {
        return store.group(group).share(replica, replicas.size());
    }

    /** Adds the other replicas' gradients in their order, piece by piece; returns the squared norm. */
    private double sum(Tensor total, Range range) {
        double squares = 0;
        try (Scope scope = Scope.withoutGradient()) {
            for (Range piece : range.pieces(Adam.PIECE)) {
                Tensor sum = total.narrow(0, piece.offset(), piece.length());
                for (Replica other : replicas.subList(1, replicas.size())) {
                    sum.add_(other.gradient().narrow(0, piece.offset(), piece.length()));
                }
                squares += Torch.toDouble(sum.dot(sum));
            }
        }
        return squares;
    }

    private void average(ReplicaMean mean) {
        double halfLife = Math.max(settings.batchSize(), settings.averageFraction() * seen);
        double decay = StrictMath.pow(0.5, settings.batchSize() / halfLife);
        onAll(mean, r -> () -> {
            try (Scope scope = Scope.withoutGradient()) {
                Range range = new Range(0, store.length()).share(r, replicas.size());
                store.average()
                        .narrow(0, range.offset(), range.length())
                        .lerp_(store.values().narrow(0, range.offset(), range.length()), Torch.scalar(1 - decay));
            }
            return 0.0;
        });
    }

    private Map<String, Double> reported(double[] weights) {
        Map<String, Double> sum = new LinkedHashMap<>();
        for (int r = 0; r < weights.length; r++) {
            double weight = weights[r];
            replicas.get(r).current().reported().forEach((name, value) -> sum.merge(name, weight * value, Double::sum));
        }
        return sum;
    }

    private <T> List<T> onAll(ReplicaMean mean, Function<Integer, Callable<T>> task) {
        List<Future<T>> futures = new ArrayList<>();
        for (int r = 0; r < replicas.size(); r++) {
            Callable<T> own = task.apply(r);
            futures.add(replicas.get(r).submit(() -> {
                try {
                    return own.call();
                } catch (Exception | Error failure) {
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

    /** How far the run is. */
    public Progress progress() {
        return settings.progress(step, seen);
    }

    /** The numbers that a checkpoint needs besides the store. */
    public ControlState control() {
        return new ControlState(step, seen, Map.copyOf(updates), rateFactor, rollbacks);
    }

    /** Goes to a state whose flat tensors have already been put into the store. */
    public void restore(ControlState control) {
        step = control.step();
        seen = control.images();
        updates.clear();
        updates.putAll(control.updates());
        rateFactor = control.rateFactor();
        rollbacks = control.rollbacks();
        lastGood.save(control);
    }

    /** All weights, moments and averages. */
    public ParameterStore store() {
        return store;
    }

    /** The groups that generating pictures needs. */
    public List<String> generatorGroups() {
        return model.generatorGroups();
    }

    /** The settings this trainer follows. */
    public TrainingSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        lastGood.close();
        store.close();
    }

    /** A loss or gradient that is not finite, found before the optimiser step. */
    private static final class NotFinite extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotFinite(String message) {
            super(message);
        }
    }
}
