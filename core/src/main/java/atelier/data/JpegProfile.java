package atelier.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Removes colour profiles from JPEG files before they are decoded. Java would build a colour transform for every
 * single picture, which takes many times as long as decoding, and whose result depends on the Java version.
 */
final class JpegProfile {
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final int APP2 = 0xE2;
    private static final int START_OF_SCAN = 0xDA;
    private static final int CMYK_COMPONENTS = 4;

    private JpegProfile() {}

    /** The file without its profile; a file with four components keeps it, because its colours are made by it. */
    static byte[] removed(byte[] file) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, 2);
        int at = 2;
        boolean found = false;
        while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF) {
            int marker = file[at + 1] & 0xFF;
            int length = 2 + (((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF));
            if (marker == START_OF_SCAN || at + length > file.length) {
                break;
            }
            if (isFrame(marker) && length > 9 && file[at + 9] == CMYK_COMPONENTS) {
                return file;
            }
            if (marker == APP2 && starts(file, at + 4)) {
                found = true;
            } else {
                kept.write(file, at, length);
            }
            at += length;
        }
        if (!found) {
            return file;
        }
        kept.write(file, at, file.length - at);
        return kept.toByteArray();
    }

    /** Markers C0 to CF begin a frame, but for those of tables (C4, C8, CC). */
    static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean starts(byte[] file, int at) {
        return at + PROFILE.length <= file.length
                && Arrays.equals(file, at, at + PROFILE.length, PROFILE, 0, PROFILE.length);
    }
}
