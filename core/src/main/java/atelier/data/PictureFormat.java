package atelier.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recognises file formats by their first bytes; names are only believed to call a broken file broken. */
enum PictureFormat {
    JPEG(true),
    PNG(true),
    GIF(true),
    BMP(true),
    WEBP(true),
    TIFF(false),
    HEIF(false),
    JPEG_XL(false),
    /** Nothing that is known to be a picture. */
    UNKNOWN(false);

    /** How many first bytes are looked at. */
    static final int HEAD_BYTES = 16;

    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "dib", "webp");

    private final boolean readable;

    PictureFormat(boolean readable) {
        this.readable = readable;
    }

    /** Whether pictures of this format can be decoded. */
    boolean readable() {
        return readable;
    }

    /**
     * The format of a file.
     *
     * @param head its first bytes, {@link #HEAD_BYTES} if it has so many
     */
    static PictureFormat of(byte[] head) {
        if (at(head, 0, "\u00FF\u00D8\u00FF")) {
            return JPEG;
        }
        if (at(head, 0, "\u0089PNG\r\n\u001A\n")) {
            return PNG;
        }
        if (at(head, 0, "GIF87a") || at(head, 0, "GIF89a")) {
            return GIF;
        }
        // "BM" alone begins many a text: the reserved bytes must be zero too.
        if (at(head, 0, "BM") && at(head, 6, "\0\0\0\0")) {
            return BMP;
        }
        if (at(head, 0, "RIFF") && at(head, 8, "WEBP")) {
            return WEBP;
        }
        if (at(head, 0, "II*\0") || at(head, 0, "MM\0*")) {
            return TIFF;
        }
        if (at(head, 4, "ftyphei") || at(head, 4, "ftypavif") || at(head, 4, "ftypmif1")) {
            return HEIF;
        }
        if (at(head, 0, "\0\0\0\fJXL ") || at(head, 0, "\u00FF\n")) {
            return JPEG_XL;
        }
        return UNKNOWN;
    }

    private static boolean at(byte[] head, int offset, String wanted) {
        byte[] bytes = wanted.getBytes(StandardCharsets.ISO_8859_1);
        if (head.length < offset + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (head[offset + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Why a file that is not readable is worth a complaint; null: it does not claim to be a picture. */
    static @Nullable String complaint(String name, byte[] head) {
        PictureFormat format = of(head);
        if (format != UNKNOWN) {
            return format.readable ? null : format.name().replace('_', ' ') + " is not supported; convert it to PNG";
        }
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!ENDINGS.contains(ending)) {
            return null;
        }
        return head.length == 0 ? "the file is empty" : "its content is no picture, whatever its name says";
    }

    /** Hidden files and folders, and those that tools leave behind; {@code path} with '/' between its parts. */
    static boolean isHidden(String path) {
        for (String part : path.split("/", -1)) {
            boolean dotted = part.startsWith(".") && !part.equals(".") && !part.equals("..");
            if (dotted || part.equals("__MACOSX")) {
                return true;
            }
        }
        return false;
    }
}
