package atelier.model;

import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.SafeTensors;
import atelier.torch.Torch;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * A network with weights that no longer change. May be used from several threads at once, each with a
 * scope of its own.
 */
public final class InferenceModel implements AutoCloseable {
    private final Parameters parameters;
    private final GenerativeModel model;
    private final Device device;

    private InferenceModel(Parameters parameters, GenerativeModel model, Device device) {
        this.parameters = parameters;
        this.model = model;
        this.device = device;
    }

    /** Over a flat tensor of a store that outlives this, such as the moving average. */
    public static InferenceModel over(
            ParameterStore store, Tensor source, Function<Parameters, GenerativeModel> build, Device device) {
        Parameters parameters = new Parameters();
        GenerativeModel model = build.apply(parameters);
        store.bindFrozen(parameters, source);
        return new InferenceModel(parameters, model, device);
    }

    /** Over weights read from a file. */
    public static InferenceModel load(
            Map<String, SafeTensors.Entry> weights, Function<Parameters, GenerativeModel> build, Device device) {
        Parameters parameters = new Parameters();
        GenerativeModel model = build.apply(parameters);
        ParameterStore.load(parameters, weights, device);
        return new InferenceModel(parameters, model, device);
    }

    /**
     * Pictures from latents; called inside a {@link atelier.torch.Scope#withoutGradient() scope without
     * gradients}, which owns the result.
     *
     * @param latents [N,Z] float32
     * @param labels as {@link GenerativeModel#decode(Tensor, Tensor)} takes them
     * @return [N,C,H,W] float32 clamped to [-1,1], contiguous, on the processor
     */
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return decode(latents, labels, 1);
    }

    /**
     * Pictures that are likelier and more alike, see {@link GenerativeModel#decode(Tensor, Tensor, double)}.
     *
     * @return [N,C,H,W] float32 clamped to [-1,1], contiguous, on the processor
     */
    public Tensor decode(Tensor latents, @Nullable Tensor labels, double truncation) {
        return finished(model.decode(device.place(latents), labels == null ? null : device.place(labels), truncation));
    }

    /**
     * Pictures from styles, for a model that has them.
     *
     * @param styles [N,L,W] or [N,W] float32
     * @return [N,C,H,W] float32 clamped to [-1,1], contiguous, on the processor
     */
    public Tensor synthesize(StyleSpace space, Tensor styles) {
        return finished(space.synthesize(device.place(styles)));
    }

    private static Tensor finished(Tensor images) {
        return images.cpu()
                .clamp(new ScalarOptional(Torch.scalar(-1)), new ScalarOptional(Torch.scalar(1)))
                .contiguous(MemoryFormat.Contiguous);
    }

    /**
     * Posterior means of pictures.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @return the posterior, or null where the model has no encoder
     */
    public GenerativeModel.@Nullable Posterior encode(Tensor images, @Nullable Tensor labels) {
        return model.encode(device.place(images), labels == null ? null : device.place(labels));
    }

    /** A tensor where the network computes. */
    public Tensor place(Tensor tensor) {
        return device.place(tensor);
    }

    /**
     * What the discriminator says of pictures.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @return [N] float32, larger for more real; null where the model has no discriminator
     */
    public @Nullable Tensor judge(Tensor images, @Nullable Tensor labels) {
        return model.judge(device.place(images), labels == null ? null : device.place(labels));
    }

    /** The network. */
    public GenerativeModel model() {
        return model;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
