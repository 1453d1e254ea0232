package atelier.serving;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** Tar files in the manner of WebDataset: {@code shard-000000.tar} with ten thousand pictures each. */
final class TarSink implements PictureSink {
    private static final int PER_SHARD = 10_000;

    private final Path folder;
    private @Nullable TarArchiveOutputStream shard;
    private int shards;
    private int inShard;

    TarSink(Path folder) {
        this.folder = folder;
    }

    @Override
    public void add(String name, int label, @Nullable String labelName, byte[] png, byte[] json) throws IOException {
        if (shard == null || inShard == PER_SHARD) {
            close();
            Path file = folder.resolve(String.format(Locale.ROOT, "shard-%06d.tar", shards++));
            shard = new TarArchiveOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8.name());
            inShard = 0;
        }
        // In a folder per class, so that readers which take classes from folders find them, too.
        String key = labelName == null ? name : PictureSink.folderName(label, labelName) + "/" + name;
        put(shard, key + ".png", png);
        if (label >= 0) {
            put(shard, key + ".cls", Integer.toString(label).getBytes(StandardCharsets.US_ASCII));
        }
        put(shard, key + ".json", json);
        inShard++;
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        // The same pictures give the same file.
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        if (shard != null) {
            shard.close();
            shard = null;
        }
    }
}
