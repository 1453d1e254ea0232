package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the reader of tar archives with anything that begins like one. */
public final class TarFuzz {
    private TarFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        SourceFuzz.fuzzerTestOneInput(FuzzInput.begun(input, 257, "ustar"));
    }
}
