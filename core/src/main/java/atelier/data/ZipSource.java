package atelier.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Pictures in a zip archive. Entries are read into memory and never written to disk, so no name can escape a folder;
 * how much may come out of the archive is limited.
 */
final class ZipSource implements ImageSource {
    private final Path file;

    ZipSource(Path file) {
        this.file = file;
    }

    @Override
    public String kind() {
        return "zip archive";
    }

    @Override
    public String fingerprint() throws IOException {
        return PackedFormat.sha256Hex("zip with labels " + IdxSource.stamp(file));
    }

    @Override
    public Items open(ProgressListener progress) throws IOException {
        ZipFile zip = ZipFile.builder().setPath(file).get();
        try {
            ListedItems items = new ListedItems(zip);
            AtomicLong left = new AtomicLong(TarSource.unpackedLimit(file));
            long done = 0;
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                progress.progress("listing", done++, -1);
                add(zip, entry, left, items);
            }
            return items.labelled();
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static void add(ZipFile zip, ZipArchiveEntry entry, AtomicLong left, ListedItems items) {
        String name = entry.getName().replace('\\', '/');
        if (entry.isDirectory() || entry.isUnixSymlink() || PictureFormat.isHidden(name)) {
            return;
        }
        if (TarSource.escapes(name)) {
            items.addProblem(name, "its path leads out of the archive");
            return;
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] head = stream.readNBytes(PictureFormat.HEAD_BYTES);
            items.add(name, head, () -> content(zip, entry, left));
        } catch (IOException e) {
            items.addProblem(name, Failures.reason(e));
        }
    }

    private static byte[] content(ZipFile zip, ZipArchiveEntry entry, AtomicLong left) throws IOException {
        try (InputStream stream =
                new LimitedStream(zip.getInputStream(entry), TarSource.entryLimit(entry.getCompressedSize()))) {
            byte[] bytes = TarSource.content(stream);
            if (left.addAndGet(-bytes.length) < 0) {
                throw new IOException("the archive unpacks to far more than pictures would");
            }
            return bytes;
        }
    }
}
