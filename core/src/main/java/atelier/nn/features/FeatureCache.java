package atelier.nn.features;

import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Features of real pictures that were extracted before, one file per set and network. A file belongs to the pictures'
 * content in their order, the convention, and what the network says of a picture that is always the same; so other
 * weights, or another version of the network, find no file of these. A file that is damaged or holds anything else is
 * only lost time: it is written anew. Files appear whole or not at all.
 */
final class FeatureCache {
    private static final byte[] MAGIC = "atelier features 1\n".getBytes(StandardCharsets.US_ASCII);
    /** Larger sets are rare, and their files would fill a disk. */
    private static final long MOST_BYTES = 512L << 20;

    private static final Duration LEFT_FOR_GOOD = Duration.ofDays(1);
    private static final int PROBES = 2;
    private static final int PROBE_SIDE = 32;

    private final Path folder;
    private final FeatureNetwork network;
    private @Nullable String fingerprint;

    /** @param cache the cache folder, of which this has a part */
    FeatureCache(Path cache, FeatureNetwork network) {
        folder = cache.resolve("features");
        this.network = network;
    }

    /** The file of a set's features. */
    Path file(ImageSet set) {
        MessageDigest digest = sha256();
        String head = fingerprint() + " " + set.size() + " " + set.channels() + " " + set.count();
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        for (int index : set.indices()) {
            digest.update(set.images().imageHash(index).getBytes(StandardCharsets.US_ASCII));
        }
        return folder.resolve(HexFormat.of().formatHex(digest.digest()) + ".features");
    }

    /** What the network says of fixed pictures, and its convention. */
    private synchronized String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            float[] values = new float[PROBES * 3 * PROBE_SIDE * PROBE_SIDE];
            RandomStream random = RandomStream.of(1, "feature probe", 0);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (2 * random.nextDouble() - 1);
            }
            float[] features;
            try (Scope scope = Scope.withoutGradient()) {
                features = Torch.toFloats(network.extract(Torch.fromFloats(values, PROBES, 3, PROBE_SIDE, PROBE_SIDE)));
            }
            known = network.convention() + " " + network.dimensions() + " " + Arrays.hashCode(features);
            fingerprint = known;
        }
        return known;
    }

    /** What the file holds, or null where there is none that is sound. */
    @Nullable
    FeatureSet read(Path file, int count) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        MessageDigest digest = sha256();
        try (DataInputStream in = new DataInputStream(
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(file)), digest))) {
            boolean ours = Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)
                    && in.readUTF().equals(fingerprint())
                    && in.readInt() == count
                    && in.readInt() == network.dimensions();
            if (!ours) {
                return null;
            }
            float[] values = new float[Math.multiplyExact(count, network.dimensions())];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.readFloat();
            }
            byte[] expected = digest.digest();
            return Arrays.equals(in.readAllBytes(), expected)
                    ? new FeatureSet(network.convention(), count, network.dimensions(), values)
                    : null;
        } catch (IOException damaged) {
            return null;
        }
    }

    /** Keeps a set; where that cannot be done the work goes on, and it is said. */
    void write(Path file, FeatureSet set, ProgressListener progress) {
        if ((long) set.values().length * Float.BYTES > MOST_BYTES) {
            return;
        }
        try {
            Files.createDirectories(folder);
            removeLeftovers();
            Path fresh = Files.createTempFile(folder, "new", ".partial");
            try {
                write(fresh, set);
                move(fresh, file);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException problem) {
            progress.note("features are not kept for the next time: " + file + " cannot be written: " + problem);
        }
    }

    /** What a process that was killed while it wrote has left; nobody writes for a day. */
    private void removeLeftovers() {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "new*.partial")) {
            for (Path part : parts) {
                FileTime written = Files.getLastModifiedTime(part);
                if (written.toInstant().isBefore(Instant.now().minus(LEFT_FOR_GOOD))) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException | DirectoryIteratorException problem) {
            // Another process has been here, or the next one will.
        }
    }

    private void write(Path fresh, FeatureSet set) throws IOException {
        MessageDigest digest = sha256();
        try (DigestOutputStream stream =
                        new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)), digest);
                DataOutputStream out = new DataOutputStream(stream)) {
            out.write(MAGIC);
            out.writeUTF(fingerprint());
            out.writeInt(set.count());
            out.writeInt(set.dimensions());
            for (float value : set.values()) {
                out.writeFloat(value);
            }
            out.flush();
            stream.on(false);
            out.write(digest.digest());
        }
    }

    private static void move(Path fresh, Path file) throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
