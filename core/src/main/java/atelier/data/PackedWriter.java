package atelier.data;

import atelier.provenance.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes a packed file picture by picture; only labels and hashes are kept in memory. The file appears under its name
 * when it is complete, or not at all.
 */
final class PackedWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path target;
    private final Path folder;
    private final Path temporary;
    private final FileChannel channel;
    private final int size;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteArrayOutputStream splits = new ByteArrayOutputStream();
    private final ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    private int[] labels = new int[1024];
    private int count;
    private int ownTest;
    /** One until the first coloured picture arrives; the grey ones before it are then rewritten with three. */
    private int channels = 1;

    PackedWriter(Path target, int size) throws IOException {
        this.target = target.toAbsolutePath();
        this.size = size;
        Path parent = this.target.getParent();
        if (parent == null) {
            throw new IOException(target + " is not a file name");
        }
        folder = parent;
        Files.createDirectories(folder);
        temporary = Files.createTempFile(folder, "packing-", ".tmp");
        channel = FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.position(PackedFormat.PIXELS_OFFSET);
    }

    int count() {
        return count;
    }

    int channels() {
        return channels;
    }

    int ownTest() {
        return ownTest;
    }

    /** Appends a picture of size x size pixels. */
    void add(Picture picture, byte[] hash, int label, OwnSplit split) throws IOException {
        if (picture.width() != size || picture.height() != size) {
            throw new IllegalArgumentException(
                    "a picture of %d x %d in a pack of %d".formatted(picture.width(), picture.height(), size));
        }
        boolean grey = picture.isGrey();
        if (!grey && channels == 1) {
            expandToColour();
        }
        write(channels == 1 ? picture.toGrey().pixels() : picture.toColour().pixels());
        if (count == labels.length) {
            labels = Arrays.copyOf(labels, 2 * count);
        }
        labels[count] = label;
        splits.write(split == OwnSplit.TEST ? 1 : 0);
        ownTest += split == OwnSplit.TEST ? 1 : 0;
        hashes.write(hash);
        count++;
    }

    private void write(byte[] bytes) throws IOException {
        int done = 0;
        while (done < bytes.length) {
            int step = Math.min(buffer.remaining(), bytes.length - done);
            buffer.put(bytes, done, step);
            done += step;
            if (!buffer.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Rewrites grey pictures with three channels in place, last first, so that none is overwritten before it is read. */
    private void expandToColour() throws IOException {
        flush();
        int plane = size * size;
        byte[] grey = new byte[plane];
        for (int i = count - 1; i >= 0; i--) {
            readFully(ByteBuffer.wrap(grey), PackedFormat.PIXELS_OFFSET + (long) i * plane);
            ByteBuffer colour =
                    ByteBuffer.wrap(Picture.of(size, size, 1, grey).toColour().pixels());
            long at = PackedFormat.PIXELS_OFFSET + 3L * i * plane;
            while (colour.hasRemaining()) {
                at += channel.write(colour, at);
            }
        }
        channel.position(PackedFormat.PIXELS_OFFSET + 3L * count * plane);
        channels = 3;
    }

    private void readFully(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new IOException(temporary + " became shorter while it was written");
            }
            at += read;
        }
    }

    /** Writes tables and header and gives the file its name. */
    void finish(List<String> allLabelNames, String options, DataScan scan) throws IOException {
        List<String> labelNames = dropEmptyLabels(allLabelNames);
        byte[] labelTable = labelTable();
        byte[] hashTable = hashes.toByteArray();
        write(labelTable);
        write(splits.toByteArray());
        write(hashTable);
        flush();
        long headerOffset = channel.position();
        PackedHeader header = new PackedHeader(
                PackedFormat.VERSION,
                count,
                size,
                channels,
                labelNames,
                PackedFormat.contentHash(size, channels, hashTable, labelTable, labelNames),
                checksum(headerOffset),
                options,
                ownTest > 0,
                scan);
        byte[] json = header.toJson();
        write(json);
        flush();
        writePreamble(json, headerOffset);
        channel.force(true);
        channel.close();
        Disk.SYSTEM.move(temporary, target);
        Disk.SYSTEM.forceFolder(folder);
    }

    /** A class none of whose files decodes is not one that a model could learn. */
    private List<String> dropEmptyLabels(List<String> names) {
        boolean[] used = new boolean[names.size()];
        for (int i = 0; i < count; i++) {
            if (labels[i] >= 0) {
                used[labels[i]] = true;
            }
        }
        int[] renumbered = new int[names.size()];
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            renumbered[i] = kept.size();
            if (used[i]) {
                kept.add(names.get(i));
            }
        }
        for (int i = 0; i < count; i++) {
            labels[i] = labels[i] < 0 ? -1 : renumbered[labels[i]];
        }
        return List.copyOf(kept);
    }

    private byte[] labelTable() {
        ByteBuffer table = ByteBuffer.allocate(count * PackedFormat.LABEL_BYTES);
        for (int i = 0; i < count; i++) {
            table.putInt(labels[i]);
        }
        return table.array();
    }

    private long checksum(long end) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer block = ByteBuffer.allocateDirect(BUFFER_BYTES);
        for (long at = PackedFormat.PIXELS_OFFSET; at < end; at += BUFFER_BYTES) {
            block.clear().limit((int) Math.min(BUFFER_BYTES, end - at));
            readFully(block, at);
            crc.update(block.flip());
        }
        return crc.getValue();
    }

    private void writePreamble(byte[] json, long headerOffset) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(json);
        ByteBuffer preamble = ByteBuffer.allocate(PackedFormat.PREAMBLE_BYTES);
        preamble.put(PackedFormat.MAGIC).putInt(PackedFormat.VERSION).putInt(json.length);
        preamble.putLong(headerOffset).putInt((int) crc.getValue()).flip();
        long at = 0;
        while (preamble.hasRemaining()) {
            at += channel.write(preamble, at);
        }
    }

    /** Removes what was written if {@link #finish} was not reached. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
