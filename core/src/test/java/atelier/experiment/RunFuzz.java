package atelier.experiment;

import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;

/** Feeds the reader of run folders with anything as run.json. */
public final class RunFuzz {
    private RunFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            RunFolder folder =
                    RunFolder.open(FuzzInput.file("run/run.json", input).getParent());
            RunDocument.plan(folder.read(), folder);
        } catch (AtelierException refused) {
            // As promised.
        }
    }
}
