package atelier.training;

import atelier.provenance.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hands everything on to the real disk and remembers it, so that {@link PowerLoss} can replay it. */
final class RecordingDisk implements Disk {
    /** One call. */
    sealed interface Call {}

    record Create(Path file) implements Call {}

    /**
     * @param position in the file
     */
    record Write(Path file, long position, byte[] bytes) implements Call {}

    record CreateFolder(Path folder) implements Call {}

    record Cut(Path file, long length) implements Call {}

    record Force(Path file) implements Call {}

    record Move(Path from, Path to) implements Call {}

    record ForceFolder(Path folder) implements Call {}

    record Delete(Path file) implements Call {}

    /** What the test wants to remember between two calls: that something was promised here. */
    record Promise(long images) implements Call {}

    private final List<Call> calls = new ArrayList<>();

    List<Call> calls() {
        return calls;
    }

    void promise(long images) {
        calls.add(new Promise(images));
    }

    @Override
    public OutputStream create(Path file) throws IOException {
        OutputStream stream = SYSTEM.create(file);
        calls.add(new Create(file));
        return new OutputStream() {
            private long position;

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                stream.write(bytes, offset, length);
                calls.add(new Write(file, position, Arrays.copyOfRange(bytes, offset, offset + length)));
                position += length;
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    @Override
    public void append(Path file, long position, byte[] bytes) throws IOException {
        SYSTEM.append(file, position, bytes);
        calls.add(new Cut(file, position));
        calls.add(new Write(file, position, bytes.clone()));
    }

    @Override
    public void force(Path file) throws IOException {
        SYSTEM.force(file);
        calls.add(new Force(file));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        SYSTEM.move(from, to);
        calls.add(new Move(from, to));
    }

    /** As the system's disk does it, folder after folder. */
    @Override
    public void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.toAbsolutePath().getParent();
        createFolder(above);
        Files.createDirectory(folder);
        calls.add(new CreateFolder(folder));
        forceFolder(above);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        SYSTEM.forceFolder(folder);
        calls.add(new ForceFolder(folder));
    }

    @Override
    public void delete(Path file) throws IOException {
        SYSTEM.delete(file);
        calls.add(new Delete(file));
    }

    @Override
    public long usableSpace(Path folder) throws IOException {
        return SYSTEM.usableSpace(folder);
    }
}
