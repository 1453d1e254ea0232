package atelier.experiment.diagnosis;

import atelier.fuzz.FuzzInput;
import java.io.IOException;

/** Feeds the reader of a run's log with anything. */
public final class LogFuzz {
    private LogFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Course.read(FuzzInput.file("log.jsonl", input), 1000);
        } catch (IOException refused) {
            // As promised.
        }
    }
}
