package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the reader of zip archives with anything that begins like one. */
public final class ZipFuzz {
    private ZipFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        SourceFuzz.fuzzerTestOneInput(FuzzInput.begun(input, 0, "PK\u0003\u0004"));
    }
}
