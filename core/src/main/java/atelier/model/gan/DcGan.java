package atelier.model.gan;

import atelier.model.ModelType;
import atelier.model.part.AdversarialObjective;

/**
 * Deep convolutional GAN (Radford et al. 2015, arXiv 1511.06434): strided convolutions against transposed
 * ones, the non-saturating loss (Goodfellow et al. 2014, arXiv 1406.2661, section 3), no penalty. Its batch
 * normalisation is one over each picture here, so that neither replicas nor neighbours change a
 * picture. Fast and the one most others are compared with; not for a hard data set: nothing holds the
 * discriminator back.
 */
public final class DcGan {
    /** The catalogue's entry. */
    public static final ModelType<StridedSettings> TYPE = new StridedType(
            "dcgan",
            "convolutional GAN, non-saturating loss: for a quick baseline; not for hard data, since nothing holds the players",
            "Radford et al. 2015, arXiv 1511.06434; Goodfellow et al. 2014, arXiv 1406.2661",
            AdversarialObjective.BCE);

    private DcGan() {}
}
