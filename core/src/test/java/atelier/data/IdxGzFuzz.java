package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the reader of compressed IDX pictures, past their compression with anything that begins like one. */
public final class IdxGzFuzz {
    private IdxGzFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        SourceFuzz.fuzzerTestOneInput(FuzzInput.gzipped(FuzzInput.begun(input, 0, "\0\0\u0008\u0003")));
    }
}
