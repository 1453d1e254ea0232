package atelier.model.vae;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A model with weights drawn at random, none of them zero, and the gradients that its phases leave. */
final class TinyModel<M extends GenerativeModel> implements AutoCloseable {
    private final Parameters parameters = new Parameters();
    private final ParameterStore store;
    private final Tensor gradient;
    private final M model;

    // The type says what model its settings build; its builder only promises a model.
    @SuppressWarnings("unchecked")
    <S extends Record> TinyModel(ModelType<S> type, S settings, ImageShape shape, double deviation) {
        model = (M) type.build(settings, shape, parameters);
        store = ParameterStore.create(parameters, 1, Device.CPU);
        gradient = store.newGradient();
        float[] values = new float[(int) store.length()];
        RandomStream.of(2, "weights", 0).fillNormal(values, 0, values.length);
        try (Scope scope = Scope.withoutGradient()) {
            store.values().add_(Torch.fromFloats(values, values.length).mul(Torch.scalar(deviation)));
        }
        store.bind(parameters, gradient);
    }

    M model() {
        return model;
    }

    /** Pictures of noise, [count,C,H,W]. */
    Tensor pictures(int count) {
        ImageShape shape = model.shape();
        float[] values = new float[count * shape.values()];
        RandomStream.of(3, "pictures", 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, count, shape.channels(), shape.size(), shape.size())
                .tanh();
    }

    /** Standard normal [count,size]. */
    static Tensor normal(int count, int size) {
        float[] values = new float[count * size];
        RandomStream.of(4, "noise", 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, count, size);
    }

    /** A step past every ramp, as one replica of several would see it. */
    static StepContext step(Tensor images, @Nullable Tensor labels, double weight) {
        return new StepContext(images, labels, new Progress(9, 90, 100), 5, 40, Device.CPU, weight, share -> share);
    }

    /** The gradient of a group after the backward pass of a loss alone. */
    float[] gradient(Tensor loss, String group) {
        gradient.zero_();
        loss.backward();
        return gradientOf(group);
    }

    /** The gradient of a group after a phase, as the training loop computes it. */
    float[] gradient(Phase phase, StepContext step, String group) {
        return gradient(phase.loss().of(step).mul(Torch.scalar(step.weight())), group);
    }

    private float[] gradientOf(String group) {
        ParameterStore.Range range = store.group(group);
        return Torch.toFloats(gradient.narrow(0, range.offset(), range.length()));
    }

    /** |a-b| / |b| in L2. */
    static double distance(float[] a, float[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        if (norm == 0) {
            throw new AssertionError("all of " + Arrays.toString(Arrays.copyOf(b, Math.min(8, b.length))) + " is zero");
        }
        return Math.sqrt(difference / norm);
    }

    @Override
    public void close() {
        parameters.close();
        Scope.free(gradient);
        store.close();
    }
}
