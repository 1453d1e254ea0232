package atelier.data;

import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;

/** Feeds the reader of packed data sets with anything. */
public final class PackFuzz {
    private PackFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try (PackedImages images = PackedImages.open(FuzzInput.file("pictures.pack", input))) {
            if (images.count() > 0) {
                images.label(images.count() - 1);
            }
        } catch (AtelierException refused) {
            // As promised.
        }
    }
}
