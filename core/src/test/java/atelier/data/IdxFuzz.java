package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the reader of IDX pictures with anything that begins like one. */
public final class IdxFuzz {
    private IdxFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        SourceFuzz.fuzzerTestOneInput(FuzzInput.begun(input, 0, "\0\0\u0008\u0003"));
    }
}
