package atelier.provenance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What is asked of a file system by files that must survive a power cut. All of a run's documents, checkpoints and its
 * log are written through this, so that a test can record the calls and replay every state that a cut could leave.
 */
public interface Disk {
    /** The file system of this machine. */
    Disk SYSTEM = new SystemDisk();

    /** A new or emptied file; every call of write on the stream is one write. */
    OutputStream create(Path file) throws IOException;

    /** Cuts a file to {@code position} bytes, or makes it, and appends. */
    void append(Path file, long position, byte[] bytes) throws IOException;

    /** Returns when the file's content is on the disk. */
    void force(Path file) throws IOException;

    /** Gives a file another name in one step, replacing what had it. */
    void move(Path from, Path to) throws IOException;

    /** Makes a folder and those above it where there are none. */
    void createFolder(Path folder) throws IOException;

    /** Returns when the names in a folder are on the disk. */
    void forceFolder(Path folder) throws IOException;

    /** Deletes a file if it is there. */
    void delete(Path file) throws IOException;

    /** Bytes that can still be written to an existing folder. */
    long usableSpace(Path folder) throws IOException;

    /** Hands the calls on to the operating system. */
    final class SystemDisk implements Disk {
        /** Windows has no such call; its file system keeps a journal of names. */
        private static final boolean FOLDERS_CAN_BE_FORCED = java.io.File.separatorChar == '/';

        private SystemDisk() {}

        @Override
        public OutputStream create(Path file) throws IOException {
            return Channels.newOutputStream(FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
        }

        @Override
        public void append(Path file, long position, byte[] bytes) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(position);
                channel.position(channel.size());
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }

        @Override
        public void force(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void createFolder(Path folder) throws IOException {
            if (Files.isDirectory(folder)) {
                return;
            }
            Path above = folder.toAbsolutePath().getParent();
            if (above != null) {
                createFolder(above);
            }
            Files.createDirectories(folder);
            if (above != null) {
                forceFolder(above);
            }
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            if (!FOLDERS_CAN_BE_FORCED) {
                return;
            }
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.deleteIfExists(file);
        }

        @Override
        public long usableSpace(Path folder) throws IOException {
            return Files.getFileStore(folder).getUsableSpace();
        }
    }
}
