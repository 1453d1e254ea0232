package atelier.model.gan;

import atelier.model.ModelType;
import atelier.model.part.AdversarialObjective;

/**
 * Least squares GAN (Mao et al. 2016, arXiv 1611.04076): the networks of {@link DcGan}, and logits that are
 * pulled to 1 for real and 0 for generated pictures (equation 9), so that a picture on the right side still
 * teaches as long as it is far from the border. Not where logits must be probabilities.
 */
public final class LsGan {
    /** The catalogue's entry. */
    public static final ModelType<StridedSettings> TYPE = new StridedType(
            "lsgan",
            "dcgan with least squares: for a plain GAN whose loss does not saturate; not where logits must be probabilities",
            "Mao et al. 2017, arXiv 1611.04076",
            AdversarialObjective.LEAST_SQUARES);

    private LsGan() {}
}
