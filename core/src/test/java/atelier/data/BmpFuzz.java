package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the decoder of BMP files with anything that begins like one. */
public final class BmpFuzz {
    private BmpFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        PictureFuzz.fuzzerTestOneInput(FuzzInput.begun(FuzzInput.begun(input, 0, "BM"), 6, "\0\0\0\0"));
    }
}
