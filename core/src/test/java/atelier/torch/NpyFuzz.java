package atelier.torch;

import atelier.provenance.AtelierException;
import java.io.ByteArrayInputStream;

/** Feeds the reader of NumPy files with anything. */
public final class NpyFuzz {
    private NpyFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Npy array = Npy.read(new ByteArrayInputStream(input), "input.npy");
            array.doubles();
        } catch (AtelierException refused) {
            // As promised.
        }
    }
}
