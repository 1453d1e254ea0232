package atelier.serving;

import atelier.data.PngFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Pictures one after the other, for ever, as an animated PNG (PNG specification, third edition, W3C 2025, "APNG"): all
 * colours, where a GIF has 256. A reader that does not know animations shows the first picture.
 */
public final class AnimatedPng {
    private static final int SIGNATURE = 8;
    /** Length and type before a chunk's data, its check sum after them. */
    private static final int BEFORE = 8;

    private static final int AFTER = 4;
    private static final int MILLIS_PER_SECOND = 1000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final int millis;
    private int sequence;

    private AnimatedPng(int millis) {
        this.millis = millis;
    }

    /**
     * Writes the animation.
     *
     * @param frames of one size and kind, at least one
     * @param millis how long each is shown
     * @param texts what the file says of itself, as {@link PngFiles#write} takes them
     */
    public static void write(List<BufferedImage> frames, int millis, Map<String, String> texts, Path file)
            throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, encode(frames, millis, texts));
    }

    /** The bytes of the file. */
    static byte[] encode(List<BufferedImage> frames, int millis, Map<String, String> texts) throws IOException {
        AnimatedPng animation = new AnimatedPng(millis);
        for (int i = 0; i < frames.size(); i++) {
            animation.add(frames.get(i), i == 0 ? texts : Map.of(), i == 0, frames.size());
        }
        animation.chunk("IEND", new byte[0]);
        return animation.bytes.toByteArray();
    }

    /** Takes the chunks of the picture's own file; those of pixels get a number in all pictures but the first. */
    private void add(BufferedImage frame, Map<String, String> texts, boolean first, int count) throws IOException {
        ByteBuffer png = ByteBuffer.wrap(PngFiles.encode(frame, texts));
        if (first) {
            out.write(png.array(), 0, SIGNATURE);
        }
        png.position(SIGNATURE);
        boolean pixels = false;
        while (png.remaining() >= BEFORE + AFTER) {
            byte[] data = new byte[png.getInt()];
            byte[] name = new byte[4];
            png.get(name).get(data).position(png.position() + AFTER);
            String type = new String(name, StandardCharsets.US_ASCII);
            if (type.equals("IDAT")) {
                if (!pixels) {
                    chunk("fcTL", control(frame));
                    pixels = true;
                }
                chunk(first ? "IDAT" : "fdAT", first ? data : numbered(data));
            } else if (first && !type.equals("IEND")) {
                chunk(type, data);
                if (type.equals("IHDR")) {
                    // How many pictures, and how often they are shown: 0 for ever.
                    chunk("acTL", ByteBuffer.allocate(8).putInt(count).putInt(0).array());
                }
            }
        }
    }

    /** Sequence number, size, place, time, and that each picture replaces the last as it is. */
    private byte[] control(BufferedImage frame) {
        return ByteBuffer.allocate(26)
                .putInt(sequence++)
                .putInt(frame.getWidth())
                .putInt(frame.getHeight())
                .putInt(0)
                .putInt(0)
                .putShort((short) millis)
                .putShort((short) MILLIS_PER_SECOND)
                .array();
    }

    private byte[] numbered(byte[] data) {
        return ByteBuffer.allocate(4 + data.length).putInt(sequence++).put(data).array();
    }

    private void chunk(String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) check.getValue());
    }
}
