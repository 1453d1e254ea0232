package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the decoder of JPEG files with anything that begins like one. */
public final class JpegFuzz {
    private JpegFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        PictureFuzz.fuzzerTestOneInput(FuzzInput.begun(input, 0, "\u00FF\u00D8\u00FF"));
    }
}
