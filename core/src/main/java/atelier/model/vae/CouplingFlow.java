package atelier.model.vae;

import atelier.model.part.Classes;
import atelier.nn.Activation;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An invertible map between vectors and standard normal noise, and so a density of vectors (Real NVP, Dinh et al. 2016,
 * arXiv 1605.08803). Each layer shuffles the numbers in a fixed way, then shifts and scales one half by what a small
 * network says of the other (equations 7 and 8). With classes, the network sees the class too, so that each class has its
 * density. Starts as the identity.
 *
 * <p>Departs from the paper: networks are fully connected, since vectors have no neighbourhoods; the log scales of a
 * layer lie in (-1,1); there is no batch normalisation, which would make replicas depend on each other.
 */
final class CouplingFlow {
    private final int size;
    private final @Nullable Classes classes;
    private final Parameter centre;
    private final Parameter logSpread;
    private final List<Coupling> couplings = new ArrayList<>();

    /**
     * Declares the parameters.
     *
     * @param size Z, at least 2
     * @param labels number of classes, 0 for none
     * @param layers number of couplings
     * @param width of the networks' two hidden layers
     */
    CouplingFlow(Parameters parameters, int size, int labels, int layers, int width) {
        if (size < 2 || layers < 1) {
            throw new IllegalArgumentException("a flow over vectors of " + size + " numbers with " + layers
                    + " layers; expected at least 2 numbers and 1 layer");
        }
        this.size = size;
        classes = labels > 0 ? new Classes(parameters.child("classes"), labels) : null;
        centre = parameters.add("centre", Initializer.ZERO, size);
        logSpread = parameters.add("logSpread", Initializer.ZERO, size);
        for (int layer = 0; layer < layers; layer++) {
            couplings.add(new Coupling(parameters.child("coupling" + layer), size, classes != null, layer, width));
        }
    }

    /**
     * What vectors became.
     *
     * @param noise [N,Z] float32
     * @param logDeterminant [N] float32, ln |det d noise / d vectors|
     */
    record Normalized(Tensor noise, Tensor logDeterminant) {}

    /** Vectors [N,Z] to noise. */
    Normalized normalize(Tensor vectors, @Nullable Tensor labels) {
        Tensor spread = logSpread.tensor();
        Tensor x = vectors.sub(centre.tensor()).mul(spread.neg().exp());
        Tensor logDeterminant = spread.sum().neg().expand(vectors.size(0));
        for (Coupling coupling : couplings) {
            Tensor shuffled = x.index_select(1, coupling.place(coupling.order, x));
            Tensor kept = shuffled.narrow(1, 0, coupling.kept);
            Change change = coupling.change(kept, joined(kept, labels));
            Tensor moved = shuffled.narrow(1, coupling.kept, size - coupling.kept)
                    .sub(change.shift())
                    .mul(change.logScale().neg().exp());
            logDeterminant = logDeterminant.sub(change.logScale().sum(1));
            x = torch.cat(Torch.list(kept, moved), 1);
        }
        return new Normalized(x, logDeterminant);
    }

    /** Noise [N,Z] to the vectors that {@link #normalize} makes that noise of. */
    Tensor vectors(Tensor noise, @Nullable Tensor labels) {
        Tensor x = noise;
        for (int layer = couplings.size() - 1; layer >= 0; layer--) {
            Coupling coupling = couplings.get(layer);
            Tensor kept = x.narrow(1, 0, coupling.kept);
            Change change = coupling.change(kept, joined(kept, labels));
            Tensor moved = x.narrow(1, coupling.kept, size - coupling.kept)
                    .mul(change.logScale().exp())
                    .add(change.shift());
            Tensor shuffled = torch.cat(Torch.list(kept, moved), 1);
            x = shuffled.index_select(1, coupling.place(coupling.back, x));
        }
        return x.mul(logSpread.tensor().exp()).add(centre.tensor());
    }

    /** ln p of vectors [N,Z]: [N] float32, nats. */
    Tensor logDensity(Tensor vectors, @Nullable Tensor labels) {
        Normalized normalized = normalize(vectors, labels);
        Tensor squares = normalized.noise().square().add(Torch.scalar(Math.log(2 * Math.PI)));
        return normalized.logDeterminant().sub(squares.sum(1).mul(Torch.scalar(0.5)));
    }

    private Tensor joined(Tensor kept, @Nullable Tensor labels) {
        return classes == null ? kept : classes.join(kept, labels);
    }

    /** What a layer does to the half that moves: [N,Z'] each. */
    private record Change(Tensor shift, Tensor logScale) {}

    private static final class Coupling {
        private final int kept;
        private final long[] order;
        private final long[] back;
        private final Linear first;
        private final Linear second;
        private final Linear output;

        Coupling(Parameters parameters, int size, boolean conditional, int layer, int width) {
            kept = size / 2;
            int[] permutation = RandomStream.of(0, "coupling", layer).permutation(size);
            order = new long[size];
            back = new long[size];
            for (int i = 0; i < size; i++) {
                order[i] = permutation[i];
                back[permutation[i]] = i;
            }
            int inputs = kept + (conditional ? Classes.SIZE : 0);
            first = new Linear(parameters.child("first"), inputs, width, Initializer.he(inputs));
            second = new Linear(parameters.child("second"), width, width, Initializer.he(width));
            output = new Linear(parameters.child("output"), width, 2L * (size - kept), Initializer.ZERO);
        }

        Change change(Tensor keptHalf, Tensor input) {
            Tensor hidden = Activation.leakyRelu(second.forward(Activation.leakyRelu(first.forward(input))));
            Tensor both = output.forward(hidden).to(keptHalf.scalar_type());
            long moving = both.size(1) / 2;
            return new Change(
                    both.narrow(1, 0, moving), both.narrow(1, moving, moving).tanh());
        }

        Tensor place(long[] indices, Tensor like) {
            return Torch.fromLongs(indices, indices.length).to(like.device(), torch.ScalarType.Long);
        }
    }
}
