package atelier.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Pictures and archives that would take far more memory than their files. */
final class Bombs {
    static final int SIDE = 50_000;
    /** How much nothing is behind the first bytes of a picture in an archive. */
    private static final long NOTHING = 64L << 20;

    private Bombs() {}

    /** A picture file that would burst what reads it. */
    record Bomb(String name, byte[] file) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Headers that say 50,000 x 50,000, or so much that the file cannot hold it. */
    static Stream<Bomb> pictures() {
        return Stream.of(
                new Bomb("png", png(SIDE, SIDE)),
                new Bomb("png of one row", png(Integer.MAX_VALUE, 1)),
                new Bomb("png that lies", png(9_000, 9_000)),
                new Bomb("jpeg", jpeg(SIDE, SIDE)),
                new Bomb("jpeg that lies", jpeg(9_000, 9_000)),
                new Bomb("gif", gif(SIDE, SIDE)),
                new Bomb("gif that lies", gif(9_000, 9_000)),
                new Bomb("bmp", bmp(SIDE, SIDE)),
                new Bomb("bmp that lies", bmp(9_000, 9_000)),
                new Bomb("webp", ImageDecoderTest.plainWebp(16_383, 16_383, 1, 2, 3)));
    }

    /** The header of a picture without pixels. */
    static byte[] png(int width, int height) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        file.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array()));
        file.writeBytes(chunk("IDAT", new byte[] {0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1}));
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    /** A small picture whose frame header is changed. */
    static byte[] jpeg(int width, int height) {
        byte[] file = TestPictures.encode(TestPictures.plain(16, 16, 0x808080), "jpg");
        for (int at = 2; at + 9 < file.length; ) {
            int marker = file[at + 1] & 0xFF;
            if (marker == 0xC0) {
                ByteBuffer.wrap(file).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
                return file;
            }
            at += 2 + ((file[at + 2] & 0xFF) << 8 | file[at + 3] & 0xFF);
        }
        throw new IllegalStateException("no frame");
    }

    static byte[] gif(int width, int height) {
        byte[] file = TestPictures.encode(TestPictures.plain(16, 16, 0x808080), "gif");
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(6, (short) width).putShort(8, (short) height);
        int colours = 3 << (file[10] & 7) + 1;
        for (int at = 13 + ((file[10] & 0x80) != 0 ? colours : 0); at + 9 < file.length; at++) {
            if (file[at] == 0x2C) {
                bytes.putShort(at + 5, (short) width).putShort(at + 7, (short) height);
                return file;
            }
        }
        throw new IllegalStateException("no frame");
    }

    static byte[] bmp(int width, int height) {
        byte[] file = TestPictures.encode(TestPictures.plain(16, 16, 0x808080), "bmp");
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(18, width).putInt(22, height);
        return file;
    }

    /** The first bytes of a picture and nothing after them. */
    private static InputStream large() {
        byte[] head = png(SIDE, SIDE);
        return new SequenceInputStream(new ByteArrayInputStream(head), new Nothing(NOTHING - head.length));
    }

    /** So many zeros. */
    private static final class Nothing extends InputStream {
        private long left;

        Nothing(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int given = (int) Math.min(length, left);
            java.util.Arrays.fill(target, offset, offset + given, (byte) 0);
            left -= given;
            return given;
        }
    }

    /** Some pictures, and entries of 64 MB each. */
    static void tarGz(Path file, int bombs, byte[]... pictures) throws IOException {
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16))) {
            for (int i = 0; i < pictures.length; i++) {
                put(tar, "good-" + i + ".png", pictures[i].length, new ByteArrayInputStream(pictures[i]));
            }
            for (int i = 0; i < bombs; i++) {
                put(tar, "bomb-" + i + ".png", NOTHING, large());
            }
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, long size, InputStream content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        content.transferTo(tar);
        tar.closeArchiveEntry();
    }

    /** Some pictures, entries of 64 MB each, and a zip in a zip. */
    static void zip(Path file, int bombs, byte[]... pictures) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < pictures.length; i++) {
                zip.putNextEntry(new ZipEntry("good-" + i + ".png"));
                zip.write(pictures[i]);
            }
            for (int i = 0; i < bombs; i++) {
                zip.putNextEntry(new ZipEntry("bomb-" + i + ".png"));
                large().transferTo(zip);
            }
            zip.putNextEntry(new ZipEntry("inner.zip"));
            ZipOutputStream inner = new ZipOutputStream(new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    zip.write(value);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    zip.write(bytes, offset, length);
                }
            });
            inner.putNextEntry(new ZipEntry("deep.png"));
            large().transferTo(inner);
            inner.finish();
        }
    }

    /**
     * IDX pictures, all black.
     *
     * @param present how many are really there
     */
    static void idxGz(Path file, int count, int rows, int columns, int present) throws IOException {
        try (DataOutputStream stream =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16))) {
            for (int value : new int[] {0x803, count, rows, columns}) {
                stream.writeInt(value);
            }
            new Nothing((long) present * rows * columns).transferTo(stream);
        }
    }
}
