package atelier.model.gan;

import atelier.model.part.Augmentation;

/**
 * Settings of the GANs whose networks are DCGAN's.
 *
 * @param width channels of the smallest stage
 * @param latentSize Z
 * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
 */
public record StridedSettings(int width, int latentSize, double augment) {
    /** Refuses a strength that is none. */
    public StridedSettings {
        new Augmentation(augment);
    }
}
