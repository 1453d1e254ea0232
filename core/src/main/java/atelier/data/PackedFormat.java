package atelier.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The layout of a packed file, version 1. All integers are big-endian.
 *
 * <pre>
 * 0     magic "ATELIERP", version int32, JSON length int32, JSON offset int64, CRC-32C of the JSON int32
 * 4096  pixels: count x size x size x channels, uint8
 *       labels: count x int32 (-1: none)
 *       splits: count x uint8 (0: may be trained on, 1: the source's own test)
 *       hashes: count x 32 bytes, SHA-256 of each picture
 *       JSON: {@link PackedHeader}, with the CRC-32C of everything from 4096 to its own start
 * </pre>
 *
 * The JSON comes last because counts are known only when the last picture is written, and writing must not need
 * memory for the pixels.
 */
final class PackedFormat {
    static final byte[] MAGIC = "ATELIERP".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    static final int PREAMBLE_BYTES = 28;
    static final long PIXELS_OFFSET = 4096;
    static final int HASH_BYTES = 32;
    static final int LABEL_BYTES = 4;
    /** Limits what a damaged length field can make a reader allocate. */
    static final int MAXIMUM_HEADER_BYTES = 64 << 20;

    private PackedFormat() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * SHA-256 of one picture. A grey picture has the same hash whether it is stored with one channel or three, so
     * that a split does not change when a coloured picture joins the data.
     */
    static byte[] imageHash(int size, Picture picture) {
        MessageDigest digest = sha256();
        digest.update((byte) (size - 1));
        digest.update(picture.isGrey() ? picture.toGrey().pixels() : picture.pixels());
        return digest.digest();
    }

    /** SHA-256 over the pictures' hashes, labels and label names, and so over the pixels. */
    static String contentHash(int size, int channels, byte[] hashes, byte[] labels, List<String> labelNames) {
        MessageDigest digest = sha256();
        digest.update(("atelier-data-1 " + size + " " + channels + "\n").getBytes(StandardCharsets.US_ASCII));
        digest.update(hashes);
        digest.update(labels);
        for (String name : labelNames) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
