package atelier.nn;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** One learned vector per class: int64 [N] in [0,K), or float32 [N,K] with the share of each class, to float32 [N,E]. */
public final class Embedding {
    private final Parameter weight;
    private final UnaryOperator<Tensor> constraint;

    /** Declares weight [K,E]. */
    public Embedding(Parameters parameters, long classes, long size, Initializer initializer) {
        this(parameters.add("weight", initializer, classes, size), UnaryOperator.identity());
    }

    private Embedding(Parameter weight, UnaryOperator<Tensor> constraint) {
        this.weight = weight;
        this.constraint = constraint;
    }

    /** The same vectors, their matrix under {@link SpectralNorm}. */
    public Embedding spectral() {
        return new Embedding(weight, SpectralNorm::normalize);
    }

    /** Looks the classes up. */
    public Tensor forward(Tensor classes) {
        return forward(classes, Weights.PLAIN);
    }

    /** Looks the classes up in these weights. */
    public Tensor forward(Tensor classes, Weights weights) {
        Tensor vectors = constraint.apply(weights.of(weight));
        return classes.dim() == 1
                ? vectors.index_select(0, classes)
                : classes.to(vectors.scalar_type()).matmul(vectors.narrow(0, 0, classes.size(1)));
    }
}
