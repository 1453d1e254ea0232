package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the reader of compressed tar archives, past their compression with anything that begins like one. */
public final class TarGzFuzz {
    private TarGzFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        SourceFuzz.fuzzerTestOneInput(FuzzInput.gzipped(FuzzInput.begun(input, 257, "ustar")));
    }
}
