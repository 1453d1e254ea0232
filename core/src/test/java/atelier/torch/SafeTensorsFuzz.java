package atelier.torch;

import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;
import java.io.IOException;

/** Feeds the reader of safetensors with anything. */
public final class SafeTensorsFuzz {
    private SafeTensorsFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            SafeTensors.Index index = SafeTensors.index(FuzzInput.file("weights.safetensors", input));
            for (String name : index.names()) {
                index.floats(name);
            }
        } catch (AtelierException | IOException refused) {
            // As promised.
        }
    }
}
