package atelier.model.gan;

import atelier.model.part.AdaptiveAugmentation;

/**
 * Settings of the GANs whose networks are DCGAN's.
 *
 * @param width channels of the smallest stage
 * @param latentSize Z
 * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
 * @param adapt share of pairs that the discriminator should tell, such as 0.88: the strength follows; 0 if it stays
 */
public record StridedSettings(int width, int latentSize, double augment, double adapt) {
    /** Refuses a strength that is none. */
    public StridedSettings {
        AdaptiveAugmentation.require(augment, adapt);
    }
}
