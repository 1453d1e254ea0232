package atelier.torch;

import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;

/** Feeds the reader of PyTorch files with anything. */
public final class PthFuzz {
    private PthFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            PthFile weights = PthFile.open(FuzzInput.file("weights.pth", input));
            for (String name : weights.names()) {
                weights.floats(name);
            }
        } catch (AtelierException refused) {
            // As promised.
        }
    }
}
