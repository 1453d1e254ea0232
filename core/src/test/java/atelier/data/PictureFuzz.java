package atelier.data;

import java.io.IOException;

/** Feeds the decoder of pictures with anything. */
public final class PictureFuzz {
    private PictureFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ImageDecoder.measure(input);
        } catch (IOException refused) {
            // As promised.
        }
        try {
            ImageDecoder.decode(input, 0xFFFFFF, 8);
        } catch (IOException refused) {
            // As promised.
        }
    }
}
