package atelier.data;

import atelier.fuzz.FuzzInput;

/** Feeds the decoder of WebP files with anything that begins like one. */
public final class WebpFuzz {
    private WebpFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        PictureFuzz.fuzzerTestOneInput(FuzzInput.begun(FuzzInput.begun(input, 0, "RIFF"), 8, "WEBP"));
    }
}
