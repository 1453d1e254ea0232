package atelier.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Pictures in a tar archive, compressed or not. Entries are read as a stream and never written to disk, so no
 * name can escape a folder; how much may come out of an archive is limited.
 */
final class TarSource implements ImageSource {
    /** More than this comes out of no honest archive of its size. */
    private static final long FREE_BYTES = 1L << 30;

    /** A drawing of one colour may be packed a thousandfold; what is larger is looked at. */
    private static final long FREE_BYTES_PER_ENTRY = 16 << 20;

    private static final long BYTES_PER_COMPRESSED_BYTE = 100;

    private final Path file;
    private final boolean compressed;

    /**
     * @param compressed with gzip
     */
    TarSource(Path file, boolean compressed) {
        this.file = file;
        this.compressed = compressed;
    }

    /** How many bytes may come out of an archive. */
    static long unpackedLimit(Path archive) throws IOException {
        // Twice, because pictures are measured before they are decoded.
        return 2 * (FREE_BYTES + BYTES_PER_COMPRESSED_BYTE * Files.size(archive));
    }

    /** How many bytes may come out of one file of an archive, of which so many packed ones were read. */
    static long entryLimit(long packed) {
        return FREE_BYTES_PER_ENTRY + BYTES_PER_COMPRESSED_BYTE * Math.max(0, packed);
    }

    @Override
    public String kind() {
        return "tar archive";
    }

    @Override
    public String fingerprint() throws IOException {
        return PackedFormat.sha256Hex("tar with labels " + IdxSource.stamp(file));
    }

    private record Found(int position, String name) {}

    @Override
    public Items open(ProgressListener progress) throws IOException {
        List<Found> pictures = new ArrayList<>();
        List<DataScan.Problem> problems = new ArrayList<>();
        int[] others = {0};
        LabelFiles labelFiles = new LabelFiles();
        walk((position, name, stream) -> {
            progress.progress("listing", position, -1);
            if (PictureFormat.isHidden(name)) {
                return;
            }
            if (escapes(name)) {
                problems.add(new DataScan.Problem(name, "its path leads out of the archive"));
                return;
            }
            if (LabelFiles.isOne(name)) {
                labelFiles.add(name, () -> content(stream));
                return;
            }
            byte[] head = stream.readNBytes(PictureFormat.HEAD_BYTES);
            String complaint = PictureFormat.complaint(name, head);
            if (PictureFormat.of(head).readable()) {
                pictures.add(new Found(position, name));
            } else if (complaint != null) {
                problems.add(new DataScan.Problem(name, complaint));
            } else {
                others[0]++;
            }
        });
        return new ArchiveItems(pictures, others[0], problems, labelFiles);
    }

    /** Whether a path leads out of the folder that it would be unpacked in, or could be read as two different ones. */
    static boolean escapes(String name) {
        return name.startsWith("/")
                || name.indexOf('\0') >= 0
                || name.matches("[A-Za-z]:.*")
                || List.of(name.split("/", -1)).contains("..");
    }

    @FunctionalInterface
    private interface EntryVisitor {
        void visit(int position, String name, InputStream content) throws IOException;
    }

    /** Visits every file of the archive in its order; what gives too much for its packed size fails as it is read. */
    private void walk(EntryVisitor visitor) throws IOException {
        try (BoundedInputStream packed = counted();
                InputStream raw = new BufferedInputStream(packed, 1 << 16);
                TarArchiveInputStream archive = archive(raw)) {
            int position = 0;
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (isPlainFile(entry) && archive.canReadEntryData(entry)) {
                    long before = packed.getCount();
                    InputStream content = new LimitedStream(archive, () -> entryLimit(packed.getCount() - before));
                    visitor.visit(position, entry.getName().replace('\\', '/'), content);
                }
                position++;
            }
        } catch (RuntimeException e) {
            if (e instanceof IllegalArgumentException || e instanceof IndexOutOfBoundsException) {
                throw new IOException("the archive is damaged: " + Failures.reason(e), e);
            }
            throw e;
        }
    }

    /** Links lead anywhere; pipes and devices hold nothing. */
    private static boolean isPlainFile(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }

    /** Without a bound: it says how many bytes were read. */
    private BoundedInputStream counted() throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(Files.newInputStream(file))
                .get();
    }

    private TarArchiveInputStream archive(InputStream raw) throws IOException {
        if (!compressed) {
            return new TarArchiveInputStream(raw);
        }
        InputStream unpacked = new BufferedInputStream(new GzipCompressorInputStream(raw, true), 1 << 16);
        return new TarArchiveInputStream(new LimitedStream(unpacked, unpackedLimit(file)));
    }

    /** One file of an archive, if it is not too large. */
    static byte[] content(InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(EncodedItem.MAXIMUM_BYTES + 1);
        if (bytes.length > EncodedItem.MAXIMUM_BYTES) {
            throw new LimitedStream.TooMuchException(
                    "it has more than %d MB".formatted(EncodedItem.MAXIMUM_BYTES >> 20));
        }
        return bytes;
    }

    private final class ArchiveItems implements Items {
        private final List<Found> pictures;
        private final int others;
        private final List<DataScan.Problem> problems;
        private final PictureClasses classes;

        ArchiveItems(List<Found> pictures, int others, List<DataScan.Problem> problems, LabelFiles labelFiles) {
            this.pictures = pictures;
            this.others = others + labelFiles.otherFiles();
            this.problems = problems;
            this.classes = PictureClasses.of(pictures.stream().map(Found::name).toList(), problems, labelFiles);
        }

        @Override
        public int count() {
            return pictures.size();
        }

        @Override
        public List<String> labelNames() {
            return classes.labelNames();
        }

        @Override
        public int otherFiles() {
            return others;
        }

        @Override
        public List<DataScan.Problem> problems() {
            return problems;
        }

        @Override
        public List<String> notes() {
            return classes.notes();
        }

        @Override
        public void forEach(Visitor visitor) throws IOException {
            int[] next = {0};
            walk((position, name, stream) -> {
                int i = next[0];
                if (i < pictures.size() && pictures.get(i).position == position) {
                    next[0]++;
                    visitor.visit(item(i, name, stream));
                }
            });
        }

        /** An entry must be read when it passes by; one that is too large fails when it is decoded, alone. */
        private EncodedItem item(int i, String name, InputStream stream) throws IOException {
            try {
                byte[] bytes = content(stream);
                return new EncodedItem(name, classes.label(i), classes.split(i), () -> bytes, bytes.length);
            } catch (LimitedStream.TooMuchException tooLarge) {
                String reason = Failures.reason(tooLarge);
                return new EncodedItem(name, classes.label(i), classes.split(i), () -> {
                    throw new IOException(reason);
                });
            }
        }
    }
}
