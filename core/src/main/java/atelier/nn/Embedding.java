package atelier.nn;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;

/** One learned vector per class: int64 [N] in [0,K) to float32 [N,E]. */
public final class Embedding {
    private final Parameter weight;

    /** Declares weight [K,E]. */
    public Embedding(Parameters parameters, long classes, long size, Initializer initializer) {
        weight = parameters.add("weight", initializer, classes, size);
    }

    /** Looks the classes up. */
    public Tensor forward(Tensor classes) {
        return weight.tensor().index_select(0, classes);
    }
}
