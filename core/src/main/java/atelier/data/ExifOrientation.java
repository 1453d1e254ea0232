package atelier.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The orientation that a camera wrote beside the pixels (Exif 2.32, tag 0x0112): 1 as stored, 2 mirrored, 3 turned by
 * 180 degrees, 4 mirrored top to bottom, 5 transposed, 6 to be turned clockwise, 7 transversed, 8 to be turned
 * counter-clockwise.
 */
final class ExifOrientation {
    static final int AS_STORED = 1;
    private static final int TAG = 0x0112;

    private ExifOrientation() {}

    /** The orientation of a JPEG, PNG or WebP file; 1 if it has none. */
    static int of(byte[] file) {
        try {
            return switch (PictureFormat.of(file)) {
                case JPEG -> ofJpeg(file);
                case PNG -> ofChunks(file, 8, "eXIf", true);
                case WEBP -> ofChunks(file, 12, "EXIF", false);
                default -> AS_STORED;
            };
        } catch (IndexOutOfBoundsException e) {
            // Damaged metadata does not make the picture unusable.
            return AS_STORED;
        }
    }

    private static int ofJpeg(byte[] file) {
        int at = 2;
        while (at + 10 < file.length && (file[at] & 0xFF) == 0xFF) {
            int marker = file[at + 1] & 0xFF;
            if (marker == 0xDA || marker == 0xD9) {
                break;
            }
            int length = ((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF);
            if (marker == 0xE1 && text(file, at + 4, 4).equals("Exif")) {
                return ofTiff(file, at + 10);
            }
            at += 2 + length;
        }
        return AS_STORED;
    }

    /** PNG and WebP are lists of chunks; PNG puts the length first and a checksum last, WebP pads to even lengths. */
    private static int ofChunks(byte[] file, int first, String wanted, boolean png) {
        ByteBuffer numbers = ByteBuffer.wrap(file).order(png ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int at = first;
        while (at >= 0 && at + 8 <= file.length) {
            int length = numbers.getInt(png ? at : at + 4);
            if (length < 0) {
                break;
            }
            if (text(file, png ? at + 4 : at, 4).equals(wanted)) {
                int tiff = at + 8;
                return ofTiff(file, text(file, tiff, 4).equals("Exif") ? tiff + 6 : tiff);
            }
            at += 8 + length + (png ? 4 : length & 1);
        }
        return AS_STORED;
    }

    private static int ofTiff(byte[] file, int start) {
        ByteBuffer tiff = ByteBuffer.wrap(file, start, file.length - start).slice();
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xFFFF) == TAG) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? value : AS_STORED;
            }
        }
        return AS_STORED;
    }

    private static String text(byte[] file, int at, int length) {
        return new String(file, at, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether width and height change places. */
    static boolean swapsSides(int orientation) {
        return orientation >= 5;
    }

    /** The picture as it should be seen. */
    static Picture upright(Picture picture, int orientation) {
        if (orientation == AS_STORED) {
            return picture;
        }
        int width = swapsSides(orientation) ? picture.height() : picture.width();
        int height = swapsSides(orientation) ? picture.width() : picture.height();
        int channels = picture.channels();
        byte[] turned = new byte[picture.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = source(orientation, x, y, picture.width(), picture.height()) * channels;
                System.arraycopy(picture.pixels(), from, turned, (y * width + x) * channels, channels);
            }
        }
        return picture.withPixels(width, height, turned);
    }

    /** Which stored pixel is seen at (x, y). */
    private static int source(int orientation, int x, int y, int storedWidth, int storedHeight) {
        int column = swapsSides(orientation) ? y : x;
        int row = swapsSides(orientation) ? x : y;
        boolean flipColumn = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean flipRow = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        column = flipColumn ? storedWidth - 1 - column : column;
        row = flipRow ? storedHeight - 1 - row : row;
        return row * storedWidth + column;
    }
}
