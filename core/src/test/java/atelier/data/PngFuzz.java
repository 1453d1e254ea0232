package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the decoder of PNG files with anything that begins like one. */
public final class PngFuzz {
    private PngFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        PictureFuzz.fuzzerTestOneInput(FuzzInput.begun(input, 0, "\u0089PNG\r\n\u001A\n"));
    }
}
