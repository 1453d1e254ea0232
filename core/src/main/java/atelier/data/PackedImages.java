package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * uint8 pictures, all of one square size and channel count, memory-mapped from a packed file: the operating system
 * keeps in memory what is used, so the data may be larger than heap and memory. Reads are safe from many threads.
 */
public final class PackedImages implements AutoCloseable {
    private static final long SEGMENT_BYTES = 1L << 30;
    /** Up to this size the whole file is checked when it is opened; larger files are checked in their tables. */
    private static final long FULLY_CHECKED_BYTES = 4L << 30;

    private final Path file;
    private final PackedHeader header;
    private final MappedByteBuffer[] segments;
    private final int imageBytes;
    private final int imagesPerSegment;
    private final int[] labels;
    private final byte[] splits;
    private final byte[] hashes;
    private volatile boolean closed;

    private PackedImages(Path file, PackedHeader header, FileChannel channel, long headerOffset) throws IOException {
        this.file = file;
        this.header = header;
        imageBytes = header.size() * header.size() * header.channels();
        imagesPerSegment = (int) (SEGMENT_BYTES / imageBytes);
        long pixelBytes = (long) header.count() * imageBytes;
        segments = map(channel, pixelBytes);
        long tables = PackedFormat.PIXELS_OFFSET + pixelBytes;
        byte[] labelTable = read(channel, tables, header.count() * PackedFormat.LABEL_BYTES);
        labels = new int[header.count()];
        ByteBuffer.wrap(labelTable).asIntBuffer().get(labels);
        tables += labelTable.length;
        splits = read(channel, tables, header.count());
        tables += splits.length;
        hashes = read(channel, tables, header.count() * PackedFormat.HASH_BYTES);
        if (tables + hashes.length != headerOffset) {
            throw new CorruptPackException("its tables do not fill the space before its header");
        }
        check(labelTable, pixelBytes);
        for (int label : labels) {
            if (label < -1 || label >= labelNames().size()) {
                throw new CorruptPackException(
                        "it has a label " + label + " for " + labelNames().size() + " classes");
            }
        }
    }

    /**
     * Opens a packed file and checks it.
     *
     * @throws AtelierException with {@link Exit#INPUT} if the file is missing, of another kind, or damaged
     */
    public static PackedImages open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer preamble = ByteBuffer.wrap(read(channel, 0, PackedFormat.PREAMBLE_BYTES));
            byte[] magic = new byte[PackedFormat.MAGIC.length];
            preamble.get(magic);
            if (!Arrays.equals(magic, PackedFormat.MAGIC)) {
                throw new CorruptPackException("it does not begin like one");
            }
            int version = preamble.getInt();
            int jsonLength = preamble.getInt();
            long jsonOffset = preamble.getLong();
            int jsonChecksum = preamble.getInt();
            if (version != PackedFormat.VERSION) {
                throw new CorruptPackException(
                        "its version is %d, expected %d".formatted(version, PackedFormat.VERSION));
            }
            if (jsonLength <= 0
                    || jsonLength > PackedFormat.MAXIMUM_HEADER_BYTES
                    || jsonOffset + jsonLength != channel.size()) {
                throw new CorruptPackException(
                        "it is %d bytes long, its header says otherwise".formatted(channel.size()));
            }
            requireZeros(channel);
            byte[] json = read(channel, jsonOffset, jsonLength);
            CRC32C crc = new CRC32C();
            crc.update(json);
            if ((int) crc.getValue() != jsonChecksum) {
                throw new CorruptPackException("its header does not match its checksum");
            }
            return new PackedImages(file, checkedHeader(json, jsonOffset), channel, jsonOffset);
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.INPUT,
                    "%s cannot be used as a packed data set: %s. Expected a whole file written by 'data pack'; write it again from its source."
                            .formatted(file, Failures.reason(e)),
                    e);
        }
    }

    /** Nothing is stored between the preamble and the pixels, so anything there is damage. */
    private static void requireZeros(FileChannel channel) throws IOException {
        int gap = (int) PackedFormat.PIXELS_OFFSET - PackedFormat.PREAMBLE_BYTES;
        for (byte value : read(channel, PackedFormat.PREAMBLE_BYTES, gap)) {
            if (value != 0) {
                throw new CorruptPackException("there is something before its pixels, where nothing is written");
            }
        }
    }

    private static PackedHeader checkedHeader(byte[] json, long jsonOffset) throws IOException {
        PackedHeader header = PackedHeader.fromJson(json);
        boolean sound = header.count() >= 0
                && header.count() <= Integer.MAX_VALUE / PackedFormat.HASH_BYTES
                && header.labelNames() != null
                && header.contentHash() != null
                && header.options() != null
                && header.scan() != null
                && header.size() >= 1
                && header.size() <= DataOptions.MAXIMUM_SIZE
                && (header.channels() == 1 || header.channels() == 3);
        long imageBytes = (long) header.size() * header.size() * header.channels();
        if (!sound || header.count() * imageBytes > jsonOffset) {
            throw new CorruptPackException("its header is not possible");
        }
        return header;
    }

    private MappedByteBuffer[] map(FileChannel channel, long pixelBytes) throws IOException {
        long step = (long) imagesPerSegment * imageBytes;
        MappedByteBuffer[] mapped = new MappedByteBuffer[(int) ((pixelBytes + step - 1) / step)];
        for (int i = 0; i < mapped.length; i++) {
            long length = Math.min(step, pixelBytes - i * step);
            mapped[i] = channel.map(FileChannel.MapMode.READ_ONLY, PackedFormat.PIXELS_OFFSET + i * step, length);
        }
        return mapped;
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        if (position + length > channel.size()) {
            throw new CorruptPackException("it is only %d bytes long".formatted(channel.size()));
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new CorruptPackException("it ends too early");
            }
        }
        return bytes.array();
    }

    private void check(byte[] labelTable, long pixelBytes) throws IOException {
        String content = PackedFormat.contentHash(size(), channels(), hashes, labelTable, labelNames());
        if (!content.equals(header.contentHash())) {
            throw new CorruptPackException("its tables do not match their SHA-256");
        }
        if (pixelBytes > FULLY_CHECKED_BYTES) {
            return;
        }
        CRC32C crc = new CRC32C();
        for (MappedByteBuffer segment : segments) {
            crc.update(segment.duplicate());
        }
        crc.update(labelTable);
        crc.update(splits);
        crc.update(hashes);
        if (crc.getValue() != header.crc32c()) {
            throw new CorruptPackException("its pixels do not match their checksum");
        }
    }

    /** The file that is mapped. */
    public Path file() {
        return file;
    }

    /** How many pictures there are. */
    public int count() {
        return header.count();
    }

    /** Side of the square pictures in pixels. */
    public int size() {
        return header.size();
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return header.channels();
    }

    /** Bytes of one picture: size x size x channels. */
    public int imageBytes() {
        return imageBytes;
    }

    /** Copies one picture, in the order height, width, channel, to {@code target} from {@code offset} on. */
    public void copyImage(int index, byte[] target, int offset) {
        Objects.checkIndex(index, header.count());
        if (closed) {
            throw new IllegalStateException(file + " is closed");
        }
        int segment = index / imagesPerSegment;
        int within = (index % imagesPerSegment) * imageBytes;
        segments[segment].get(within, target, offset, imageBytes);
    }

    /** The label of a picture; -1: none. */
    public int label(int index) {
        return labels[index];
    }

    /** Names by label; empty: the pictures are not labelled. */
    public List<String> labelNames() {
        return header.labelNames();
    }

    /** SHA-256 in hexadecimal over pixels, labels and label names. */
    public String contentHash() {
        return header.contentHash();
    }

    /** SHA-256 in hexadecimal of one picture; equal pictures have equal hashes. */
    public String imageHash(int index) {
        Objects.checkIndex(index, header.count());
        int from = index * PackedFormat.HASH_BYTES;
        return HexFormat.of().formatHex(hashes, from, from + PackedFormat.HASH_BYTES);
    }

    /** What was found in the source when it was packed. */
    public DataScan scan() {
        return header.scan();
    }

    /** How the pictures were made of the source's files, as one line. */
    public String options() {
        return header.options();
    }

    boolean hasOwnTest() {
        return header.ownTest();
    }

    OwnSplit ownSplit(int index) {
        return splits[index] == 1 ? OwnSplit.TEST : OwnSplit.REST;
    }

    /** No picture can be read afterwards; the mapping itself goes when the garbage collector finds it unused. */
    @Override
    public void close() {
        closed = true;
    }
}
