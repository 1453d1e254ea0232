package atelier.training;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.model.GenerativeModel;
import atelier.model.Phase;
import atelier.model.StepContext;
import atelier.torch.Device;
import atelier.torch.Parameter;
import atelier.torch.ParameterStore;
import atelier.torch.ParameterStore.Range;
import atelier.torch.Parameters;
import atelier.torch.Precision;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * One copy of the network with a thread and a gradient of its own; the values are shared. All tensors
 * of a step are made on that thread, inside a scope that spans the step.
 */
final class Replica implements AutoCloseable {
    private final int index;
    private final ExecutorService thread;
    private final Parameters parameters = new Parameters();
    private final GenerativeModel model;
    private final Tensor gradient;
    private final Device device;
    private final Precision precision;
    private @Nullable Scope scope;
    private @Nullable StepContext context;

    Replica(
            int index,
            ParameterStore store,
            Function<Parameters, GenerativeModel> build,
            Device device,
            Precision precision) {
        this.index = index;
        this.device = device;
        this.precision = precision;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "replica-" + index);
            worker.setDaemon(true);
            return worker;
        });
        model = build.apply(parameters);
        gradient = store.newGradient();
        store.bind(parameters, gradient);
        Future<Boolean> unused = submit(() -> {
            Torch.useThreads(1);
            return true;
        });
    }

    /** Runs a task on this replica's thread. */
    <T> Future<T> submit(Callable<T> task) {
        return thread.submit(task);
    }

    /**
     * Opens the step's scope and loads the share's pictures; on the replica's thread.
     *
     * @return seconds that loading took
     */
    double begin(ImageSet images, int[] which, Function<Share, StepContext> makeContext) {
        end();
        scope = Scope.open();
        long start = System.nanoTime();
        Tensor pixels = device.place(Pixels.toFloat(images, which)).contiguous(MemoryFormat.ChannelsLast);
        Tensor labels = model.shape().conditional() ? device.place(Pixels.labels(images, which)) : null;
        double seconds = (System.nanoTime() - start) / 1e9;
        context = makeContext.apply(new Share(pixels, labels));
        return seconds;
    }

    /** One replica's pictures [n,C,H,W] float32 and their classes [n] int64. */
    record Share(Tensor images, @Nullable Tensor labels) {}

    /**
     * Computes the loss of a phase over this share and adds its gradient, times {@code weight}, to this
     * replica's; on the replica's thread.
     *
     * @return the loss
     */
    double gradient(int phaseIndex, ParameterStore store, double weight) {
        StepContext step = current();
        Phase phase = model.phases(step.progress()).get(phaseIndex);
        for (String group : phase.groups()) {
            Range range = store.group(group);
            gradient.narrow(0, range.offset(), range.length()).zero_();
        }
        setRequiresGradient(phase, false);
        try {
            Tensor loss;
            try (Precision.Autocast autocast = precision.onThisThread(device)) {
                loss = phase.loss().of(step);
            }
            double value = loss.item_double();
            if (Double.isFinite(value)) {
                loss.mul(Torch.scalar(weight)).backward();
            }
            return value;
        } finally {
            setRequiresGradient(phase, true);
        }
    }

    private void setRequiresGradient(Phase phase, boolean required) {
        if (phase.frozen().isEmpty()) {
            return;
        }
        for (Parameter parameter : parameters.all()) {
            if (phase.frozen().contains(parameter.group())) {
                parameter.tensor().requires_grad_(required);
            }
        }
    }

    /** Frees everything of the step; on the replica's thread. */
    void end() {
        context = null;
        if (scope != null) {
            scope.close();
            scope = null;
        }
    }

    /** This step's context. */
    StepContext current() {
        StepContext step = context;
        if (step == null) {
            throw new IllegalStateException("replica " + index + " has no step");
        }
        return step;
    }

    /** The flat gradient [P] float32. */
    Tensor gradient() {
        return gradient;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        parameters.close();
        Scope.free(gradient);
    }
}
