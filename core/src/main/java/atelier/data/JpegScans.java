package atelier.data;

/**
 * How a JPEG file lays out its coefficients. Where they come in several scans (ITU-T T.81, F.2 and G: progressive, or one
 * component after the other), a decoder holds those of the whole picture before it has the first pixel, whatever is kept.
 */
final class JpegScans {
    private static final int START_OF_SCAN = 0xDA;
    /** Where in a frame's segment the number of its components is. */
    private static final int COMPONENTS_IN_FRAME = 9;

    private JpegScans() {}

    /** Whether the file's coefficients come in several scans. */
    static boolean several(byte[] file) {
        int components = 0;
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF) {
            int marker = file[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++; // a byte that fills up
                continue;
            }
            if (marker == START_OF_SCAN) {
                return at + 4 < file.length && (file[at + 4] & 0xFF) < components;
            }
            if (JpegProfile.isFrame(marker)) {
                // C2, C6, CA and CE are progressive.
                if ((marker & 3) == 2) {
                    return true;
                }
                components = at + COMPONENTS_IN_FRAME < file.length ? file[at + COMPONENTS_IN_FRAME] & 0xFF : 0;
            }
            at += 2 + (((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF));
        }
        return false;
    }
}
