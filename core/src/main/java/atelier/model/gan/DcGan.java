package atelier.model.gan;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Optimization;
import atelier.model.Workload;
import atelier.model.part.AdversarialObjective;
import atelier.torch.Parameters;

/**
 * Deep convolutional GAN (Radford et al. 2015, arXiv 1511.06434): strided convolutions against transposed
 * ones, the non-saturating loss (Goodfellow et al. 2014, arXiv 1406.2661, section 3), no penalty. Its batch
 * normalisation is one over each picture here, so that neither replicas nor neighbours change a
 * picture. Fast and the one most others are compared with; not for a hard data set: nothing holds the
 * discriminator back.
 */
public final class DcGan {
    /** The catalogue's entry. */
    public static final GanType<StridedSettings> TYPE = new Type();

    private DcGan() {}

    private static final class Type extends GanType<StridedSettings> {
        Type() {
            super(
                    "dcgan",
                    "deep convolutional GAN of 2015, non-saturating: the classic to compare with, fast",
                    StridedSettings.class);
        }

        @Override
        public StridedSettings defaults(Workload workload) {
            return StridedSettings.of(workload);
        }

        @Override
        public Optimization optimization(Workload workload) {
            return StridedSettings.optimization(workload);
        }

        @Override
        public GenerativeModel build(StridedSettings settings, ImageShape shape, Parameters parameters) {
            return settings.build(AdversarialObjective.BCE, shape, parameters);
        }
    }
}
