package atelier.model.flow;

import atelier.nn.Activation;
import atelier.nn.Embedding;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What the network is told beside the noisy picture: its time as sines and cosines of many frequencies (Vaswani et al.
 * 2017, arXiv 1706.03762, section 3.5) and its class as a learned vector, of which there is one more for "any class".
 */
final class Condition {
    /** Length of the result. */
    static final int SIZE = 128;

    private static final int FREQUENCIES = 32;
    /** Angles per unit of time: the slowest passes a radian, the fastest this many. */
    private static final double FASTEST = 1_000;

    private final Linear first;
    private final Linear second;
    private final @Nullable Embedding classes;
    private final float[] frequencies = new float[FREQUENCIES];

    /** Declares the parameters; {@code labels} is 0 for an unconditional model. */
    Condition(Parameters parameters, int labels) {
        first = new Linear(parameters.child("first"), 2L * FREQUENCIES, SIZE, Initializer.he(FREQUENCIES));
        second = new Linear(parameters.child("second"), SIZE, SIZE, Initializer.he(SIZE));
        classes = labels > 0
                ? new Embedding(parameters.child("classes"), labels + 1L, SIZE, Initializer.normal(1))
                : null;
        for (int i = 0; i < FREQUENCIES; i++) {
            frequencies[i] = (float) StrictMath.pow(FASTEST, i / (FREQUENCIES - 1.0));
        }
    }

    /** Times [N] float32 and classes [N] int64 (null for an unconditional model) to [N,{@value #SIZE}]. */
    Tensor forward(Tensor times, @Nullable Tensor labels) {
        Tensor rates = Torch.fromFloats(frequencies, FREQUENCIES).to(times.device(), times.scalar_type());
        Tensor angles = times.unsqueeze(1).mul(rates);
        Tensor features = torch.cat(Torch.list(angles.sin(), angles.cos()), 1);
        Tensor embedding = second.forward(Activation.silu(first.forward(features)));
        if (classes != null) {
            if (labels == null) {
                throw new IllegalArgumentException(
                        "a model conditioned on classes needs one label per picture, got none");
            }
            embedding = embedding.add(classes.forward(labels));
        }
        return Activation.silu(embedding);
    }
}
