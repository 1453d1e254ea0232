package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the decoder of GIF files with anything that begins like one. */
public final class GifFuzz {
    private GifFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        PictureFuzz.fuzzerTestOneInput(FuzzInput.begun(input, 0, "GIF89a"));
    }
}
