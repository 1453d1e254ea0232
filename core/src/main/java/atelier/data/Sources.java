package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Recognises what a path holds by its content. */
final class Sources {
    private static final String EXPECTED =
            "a folder of pictures, a zip or tar archive of them, IDX or CIFAR binary files, or a packed file";
    private static final int TAR_MAGIC_OFFSET = 257;
    private static final int HEAD_BYTES = 512;

    private Sources() {}

    /**
     * The source at a path that exists.
     *
     * @param labelNames used where the files have numbers only
     */
    static ImageSource of(Path path, List<String> labelNames) {
        try {
            return Files.isDirectory(path) ? folder(path, labelNames) : file(path, labelNames);
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.INPUT, "%s cannot be read: %s. Expected %s.".formatted(path, Failures.reason(e), EXPECTED), e);
        }
    }

    private static ImageSource folder(Path folder, List<String> labelNames) throws IOException {
        for (Path place : List.of(folder, folder.resolve("cifar-10-batches-bin"), folder.resolve("cifar-100-binary"))) {
            if (CifarSource.isIn(place)) {
                return CifarSource.of(place);
            }
        }
        List<IdxSource.Pair> pairs = IdxSource.find(folder);
        return pairs.isEmpty() ? new FolderSource(folder) : new IdxSource(pairs, labelNames);
    }

    private static ImageSource file(Path file, List<String> labelNames) throws IOException {
        byte[] head = head(file, false);
        if (starts(head, 0, "PK\u0003\u0004") || starts(head, 0, "PK\u0005\u0006")) {
            return new ZipSource(file);
        }
        boolean compressed = head.length > 1 && head[0] == 0x1F && (head[1] & 0xFF) == 0x8B;
        byte[] content = compressed ? head(file, true) : head;
        if (starts(content, TAR_MAGIC_OFFSET, "ustar")) {
            return new TarSource(file, compressed);
        }
        if (IdxSource.isImages(content)) {
            return new IdxSource(List.of(IdxSource.pair(file)), labelNames);
        }
        if (CifarSource.isFile(file)) {
            return CifarSource.file(file);
        }
        throw new AtelierException(
                Exit.INPUT, "%s is %s, expected %s.".formatted(file, describe(file, content), EXPECTED));
    }

    private static String describe(Path file, byte[] head) throws IOException {
        if (head.length == 0) {
            return "an empty file";
        }
        if (PictureFormat.of(head).readable()) {
            return "a single picture, and a model cannot be trained on one";
        }
        if (starts(head, 0, "PAR1")) {
            return "a Parquet file, which this version does not read";
        }
        if (CifarSource.isNamed(file)) {
            return "a .bin file of %d bytes (%s)".formatted(Files.size(file), CifarSource.expected());
        }
        return "a file of an unknown kind";
    }

    private static byte[] head(Path file, boolean compressed) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream stream = compressed ? new GZIPInputStream(raw) : raw) {
            return stream.readNBytes(HEAD_BYTES);
        } catch (EOFException | ZipException e) {
            throw new IOException("it is damaged: " + Failures.reason(e), e);
        }
    }

    private static boolean starts(byte[] head, int offset, String wanted) {
        byte[] bytes = wanted.getBytes(StandardCharsets.ISO_8859_1);
        return head.length >= offset + bytes.length
                && Arrays.equals(head, offset, offset + bytes.length, bytes, 0, bytes.length);
    }

    /** Whether a file is a packed data set. */
    static boolean isPacked(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(PackedFormat.MAGIC.length), PackedFormat.MAGIC);
        } catch (IOException e) {
            return false;
        }
    }
}
