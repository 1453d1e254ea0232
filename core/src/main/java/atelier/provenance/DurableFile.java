package atelier.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes a file so that whatever happens on the way, its name leads to the old content or to the new: a temporary file
 * in the same folder is written, forced, read back and compared, moved in one step, and the folder is forced.
 */
public final class DurableFile {
    private DurableFile() {}

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. */
        void to(OutputStream stream) throws IOException;
    }

    /**
     * Replaces a file.
     *
     * @return the SHA-256 of the content in hexadecimal
     * @throws IOException if it could not be written, or if the disk gives back something else; then the old content is
     *     still there
     */
    public static String write(Disk disk, Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file name");
        }
        disk.createFolder(folder);
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            MessageDigest digest = sha256();
            try (OutputStream stream = new DigestOutputStream(disk.create(temporary), digest)) {
                content.to(stream);
            }
            disk.force(temporary);
            String written = HexFormat.of().formatHex(digest.digest());
            String found = sha256(temporary);
            if (!found.equals(written)) {
                throw new IOException("what was read back from " + temporary + " has SHA-256 " + found
                        + ", what was written has " + written + ": the disk or the memory is faulty");
            }
            disk.move(temporary, target);
            disk.forceFolder(folder);
            return written;
        } catch (IOException | RuntimeException failure) {
            try {
                disk.delete(temporary);
            } catch (IOException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    /** The SHA-256 of a file in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            MessageDigest digest = sha256();
            byte[] buffer = new byte[1 << 16];
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** The SHA-256 of bytes in hexadecimal. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
