package atelier.training;

import atelier.data.ImageSet;
import atelier.model.GenerativeModel;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.ParameterStore.Range;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * The training loop: per step and phase, every replica adds up the gradient of its share, the
 * gradients are summed in the order of the replicas, checked, and one Adam update moves the phase's
 * groups; then the moving average follows. The loop knows no family of models.
 */
public final class Trainer implements AutoCloseable {
    private static final int MOST_ROLLBACKS = 3;

    private final ImageSet images;
    private final ParameterStore store;
    private final GenerativeModel model;
    private final ReplicaTeam replicas;
    private final Adam adam;
    private final DataOrder order;
    private final Map<String, Long> updates = new HashMap<>();
    private final Map<String, LossTrack> losses = new HashMap<>();
    private final LastGood lastGood;
    private TrainingSettings settings;
    private long step;
    private long seen;
    private double rateFactor = 1;
    private int rollbacks;
    private long spikesFrom;

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
        Parameters layout = new Parameters();
        model = build.apply(layout);
        store = ParameterStore.create(layout, settings.seed(), device);
        replicas = new ReplicaTeam(settings, store, build, device);
        adam = new Adam(settings.beta1(), settings.beta2());
        order = new DataOrder(settings.seed(), images.count());
        lastGood = new LastGood(store);
        lastGood.save(control());
    }

    /**
     * Trains until {@code untilImages} have been seen or {@code stop} says so between two steps.
     *
     * @throws AtelierException with {@link Exit#DIVERGED} at a non-finite step after three rollbacks
     */
    public void run(long untilImages, TrainingListener listener, BooleanSupplier stop) {
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
            } catch (WentWrong problem) {
                goBack(problem, listener);
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
        } catch (WentWrong problem) {
            goBack(problem, listener);
        }
    }

    private void goBack(WentWrong problem, TrainingListener listener) {
        listener.wentWrong(this, problem.why());
        rollBack(problem);
        listener.rolledBack(this, problem.why());
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
            throw notFinite("the " + name + " of the network are not finite");
        }
    }

    private void rollBack(WentWrong problem) {
        int count = rollbacks + 1;
        double factor = rateFactor;
        long failedAt = seen;
        long quietUntil = spikesFrom;
        // Also before giving up: earlier phases of the failed step have already moved their groups.
        restore(lastGood.restore());
        if (count > MOST_ROLLBACKS) {
            rollbacks = MOST_ROLLBACKS;
            rateFactor = factor;
            throw new AtelierException(
                    Exit.DIVERGED,
                    "training diverged at " + failedAt + " images: "
                            + problem.why().reason()
                            + ", after it had gone back three times, each time to half the rate."
                            + " The last good state is kept; try a lower training.learningRate than "
                            + settings.learningRate() + ".");
        }
        rollbacks = count;
        rateFactor = factor / 2;
        // What comes again at the same place, at half the rate, is how the loss is there.
        spikesFrom = problem.why().cause() == Setback.Cause.LOSS_SPIKE
                ? failedAt + Math.max(settings.batchSize(), settings.checkpointImages() / 2)
                : quietUntil;
    }

    /** One step over all phases. */
    private StepReport step() {
        Progress progress = progress();
        long start = System.nanoTime();
        int[] which = order.at(seen, settings.batchSize());
        double orderSeconds = (System.nanoTime() - start) / 1e9;
        double rate = rate(progress);
        try {
            double dataSeconds = orderSeconds + replicas.begin(images, which, seen, progress);
            List<Phase> phases = model.phases(progress);
            for (int index = 0; index < phases.size(); index++) {
                Phase phase = phases.get(index);
                follow(phase.name(), replicas.gradients(index));
                update(phase, rate);
            }
            Map<String, Double> reported = replicas.reported();
            seen += settings.batchSize();
            step++;
            average();
            return new StepReport(seen, reported, rate, dataSeconds);
        } finally {
            replicas.end();
        }
    }

    /** Looks at a loss before anything is moved by it. */
    private void follow(String phase, double loss) {
        if (!Double.isFinite(loss)) {
            throw notFinite("the loss of phase " + phase + " is " + loss);
        }
        LossTrack track = losses.getOrDefault(phase, LossTrack.NONE);
        if (track.isSpike(loss) && seen >= spikesFrom && rollbacks < MOST_ROLLBACKS) {
            throw new WentWrong(
                    Setback.Cause.LOSS_SPIKE,
                    String.format(
                            Locale.ROOT,
                            "the loss of phase %s jumped to %.4g; it had been %.4g, give or take %.2g",
                            phase,
                            loss,
                            track.level(),
                            track.spread()));
        }
        losses.put(phase, track.followed(loss));
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

    /** Sums the replicas' gradients, checks them, moves the groups. */
    private void update(Phase phase, double rate) {
        for (String group : phase.groups()) {
            if (!Double.isFinite(replicas.sumGradients(store.group(group)))) {
                throw notFinite("the gradient of " + group + " is not finite");
            }
        }
        Double beta1 = phase.pace().beta1();
        Adam own = beta1 == null ? adam : new Adam(beta1, settings.beta2());
        double paced = rate * phase.pace().rate();
        Tensor total = replicas.gradient();
        for (String group : phase.groups()) {
            long count = updates.merge(group, 1L, Long::sum);
            replicas.onParts(store.group(group), part -> own.update(store, part, total, paced, count));
        }
    }

    private void average() {
        double halfLife = Math.max(settings.batchSize(), settings.averageFraction() * seen);
        double decay = StrictMath.pow(0.5, settings.batchSize() / halfLife);
        replicas.onParts(new Range(0, store.length()), part -> {
            try (Scope scope = Scope.withoutGradient()) {
                store.average()
                        .narrow(0, part.offset(), part.length())
                        .lerp_(store.values().narrow(0, part.offset(), part.length()), Torch.scalar(1 - decay));
            }
        });
    }

    /** How far the run is. */
    public Progress progress() {
        return settings.progress(step, seen);
    }

    /** The numbers that a checkpoint needs besides the store. */
    public ControlState control() {
        return new ControlState(step, seen, Map.copyOf(updates), rateFactor, rollbacks, Map.copyOf(losses), spikesFrom);
    }

    /** Goes to a state whose flat tensors have already been put into the store. */
    public void restore(ControlState control) {
        step = control.step();
        seen = control.images();
        updates.clear();
        updates.putAll(control.updates());
        rateFactor = control.rateFactor();
        rollbacks = control.rollbacks();
        losses.clear();
        losses.putAll(control.losses());
        spikesFrom = control.spikesFrom();
        lastGood.save(control);
    }

    /** From here on the schedules are drawn for a run of so many images. */
    public void replan(long totalImages) {
        settings = settings.replanned(seen, totalImages);
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
        replicas.close();
        lastGood.close();
        store.close();
    }

    private static WentWrong notFinite(String reason) {
        return new WentWrong(Setback.Cause.NOT_FINITE, reason);
    }

    /** A step that must not have been, found before the optimiser moved anything, or before the state was kept. */
    private static final class WentWrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Setback why;

        WentWrong(Setback.Cause cause, String reason) {
            super(reason);
            why = new Setback(cause, reason);
        }

        Setback why() {
            return why;
        }
    }
}
