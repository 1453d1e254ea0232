package atelier.serving;

import atelier.experiment.Inversion;
import atelier.experiment.TrainedModel;
import org.bytedeco.pytorch.Tensor;

/** Reconstruction without an encoder, as {@code reconstruct} does it: by {@link Projection}. */
public final class LatentInversion implements Inversion {
    @Override
    public Tensor nearest(TrainedModel model, Tensor images, long[] labels) {
        return Projection.of(Generator.of(model), images, labels, Projection.STEPS)
                .pictures();
    }

    @Override
    public String how() {
        return "latent inversion: the nearest of " + NearestVector.CANDIDATES + " pictures, then " + Projection.STEPS
                + " steps of Adam down the squared error at three sizes";
    }
}
