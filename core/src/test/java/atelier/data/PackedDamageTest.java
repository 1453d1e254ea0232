package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to a packed data set goes unseen, and a made-up one does no harm. */
class PackedDamageTest {
    @TempDir
    private Path folder;

    private int opened;

    private byte[] pack(int count, int size) throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), count, 3, size, 1);
        Path packed = folder.resolve("whole.pack");
        Datasets.pack(pictures.toString(), TinyPictures.options(folder), packed, ProgressListener.NONE);
        return Files.readAllBytes(packed);
    }

    private void assertRefused(String what, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged.pack"), bytes);
        if (++opened % 4096 == 0) {
            // Mappings of refused files go with the collector, and the system allows only so many.
            System.gc();
        }
        assertThatThrownBy(() -> PackedImages.open(file))
                .as(what)
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.INPUT))
                .satisfies(problem -> assertThat(problem).hasMessageContaining("damaged.pack"));
    }

    /** Every byte that means something, and some of those that mean nothing. */
    @Test
    void everyFlippedByteIsSeen() throws IOException {
        assertFlippedBytesAreSeen(64);
    }

    @Test
    @Tag("endurance")
    void everyFlippedByteIsSeenAlsoOfThoseThatMeanNothing() throws IOException {
        assertFlippedBytesAreSeen(1);
    }

    private void assertFlippedBytesAreSeen(int stepInTheGap) throws IOException {
        byte[] whole = pack(9, 16);
        Random random = new Random(9);
        for (int at = 0; at < whole.length; at++) {
            boolean gap = at >= PackedFormat.PREAMBLE_BYTES && at < PackedFormat.PIXELS_OFFSET;
            if (gap && at % stepInTheGap != 0) {
                continue;
            }
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            assertRefused("byte " + at, damaged);
        }
    }

    @Test
    void manyOtherLengthsAreSeen() throws IOException {
        assertOtherLengthsAreSeen(7);
    }

    @Test
    @Tag("endurance")
    void everyOtherLengthIsSeen() throws IOException {
        assertOtherLengthsAreSeen(1);
    }

    private void assertOtherLengthsAreSeen(int step) throws IOException {
        byte[] whole = pack(9, 16);
        for (int length = whole.length % step == 0 ? 1 : 0; length < whole.length + 8; length += step) {
            if (length != whole.length) {
                assertRefused(length + " bytes", Arrays.copyOf(whole, length));
            }
        }
        assertRefused("a byte too few", Arrays.copyOf(whole, whole.length - 1));
        assertRefused("a byte too many", Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void someRandomDamagesToALargePackAreSeen() throws IOException {
        assertRandomDamagesAreSeen(40);
    }

    @Test
    @Tag("endurance")
    void tenThousandRandomDamagesToALargePackAreSeen() throws IOException {
        assertRandomDamagesAreSeen(10_000);
    }

    /** Half flipped bytes, half cut off, in a file of some megabytes. */
    private void assertRandomDamagesAreSeen(int damages) throws IOException {
        byte[] whole = pack(500, 64);
        Random random = new Random(500);
        for (int i = 0; i < damages; i++) {
            int at = random.nextInt(whole.length);
            if (i % 2 == 0) {
                byte old = whole[at];
                whole[at] ^= (byte) (1 + random.nextInt(255));
                assertRefused("damage " + i, whole);
                whole[at] = old;
            } else {
                assertRefused("damage " + i, Arrays.copyOf(whole, at));
            }
        }
    }

    /** Whoever makes a file can make its checksums too: what the header claims is checked all the same. */
    @Test
    void aHeaderThatLiesWithAMatchingChecksumIsRefused() throws IOException {
        byte[] whole = pack(9, 16);
        assertRefused("count", withHeader(whole, "\"count\":9", "\"count\":2000000000"));
        assertRefused("negative", withHeader(whole, "\"count\":9", "\"count\":-1"));
        assertRefused("side", withHeader(whole, "\"size\":16", "\"size\":60000"));
        assertRefused("channels", withHeader(whole, "\"channels\":1", "\"channels\":2"));
        assertRefused("no names", withHeader(whole, "\"labelNames\":[", "\"labelName\":["));
        assertRefused("no scan", withHeader(whole, "\"scan\":{", "\"scam\":{"));
        assertRefused("fewer classes", withHeader(whole, "[\"class-0\",\"class-1\",\"class-2\"]", "[\"class-0\"]"));
    }

    private static byte[] withHeader(byte[] whole, String from, String to) {
        ByteBuffer preamble = ByteBuffer.wrap(whole);
        int offset = (int) preamble.getLong(16);
        String json = new String(whole, offset, whole.length - offset, StandardCharsets.UTF_8);
        assertThat(json).contains(from);
        byte[] changed = json.replace(from, to).getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(changed);
        ByteBuffer file = ByteBuffer.allocate(offset + changed.length);
        file.put(whole, 0, offset).put(changed);
        file.putInt(12, changed.length).putInt(24, (int) crc.getValue());
        return file.array();
    }
}
