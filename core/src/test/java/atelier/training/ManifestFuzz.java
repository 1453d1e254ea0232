package atelier.training;

import atelier.fuzz.FuzzInput;
import java.io.IOException;

/** Feeds the reader of a checkpoint's manifest with anything. */
public final class ManifestFuzz {
    private ManifestFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            CheckpointManifest.read(FuzzInput.file("000000016.json", input));
        } catch (IOException refused) {
            // As promised.
        }
    }
}
