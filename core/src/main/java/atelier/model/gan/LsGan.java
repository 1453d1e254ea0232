package atelier.model.gan;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Optimization;
import atelier.model.Workload;
import atelier.model.part.AdversarialObjective;
import atelier.torch.Parameters;

/**
 * Least squares GAN (Mao et al. 2016, arXiv 1611.04076): the networks of {@link DcGan}, and logits that are
 * pulled to 1 for real and 0 for generated pictures (equation 9), so that a picture on the right side still
 * teaches as long as it is far from the border. Not where logits must be probabilities.
 */
public final class LsGan {
    /** The catalogue's entry. */
    public static final GanType<StridedSettings> TYPE = new Type();

    private LsGan() {}

    private static final class Type extends GanType<StridedSettings> {
        Type() {
            super(
                    "lsgan",
                    "least squares GAN: the networks of dcgan with a loss that does not saturate, steadier",
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
            return settings.build(AdversarialObjective.LEAST_SQUARES, shape, parameters);
        }
    }
}
