package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file format holds what was put in, and a damaged file does no harm. */
class SafeTensorsTest {
    @TempDir
    private Path folder;

    private Path small() throws IOException {
        Path file = folder.resolve("small.safetensors");
        Map<String, SafeTensors.Entry> tensors = new LinkedHashMap<>();
        tensors.put(
                "a.weight", new SafeTensors.Entry(new long[] {2, 3}, new float[] {1, -2, 3, Float.MIN_VALUE, 5, 6}));
        tensors.put("b", new SafeTensors.Entry(new long[] {}, new float[] {7}));
        tensors.put("empty", new SafeTensors.Entry(new long[] {0, 4}, new float[0]));
        SafeTensors.write(file, Map.of("model", "vae", "note", "π \"quoted\""), tensors);
        return file;
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        SafeTensors.Content content = SafeTensors.read(small());
        assertThat(content.metadata()).isEqualTo(Map.of("model", "vae", "note", "π \"quoted\""));
        assertThat(content.tensors().keySet()).containsExactly("a.weight", "b", "empty");
        assertThat(content.tensors().get("a.weight").shape()).containsExactly(2, 3);
        assertThat(content.tensors().get("a.weight").values()).containsExactly(1, -2, 3, Float.MIN_VALUE, 5, 6);
        assertThat(content.tensors().get("b").shape()).isEmpty();
        assertThat(content.tensors().get("b").values()).containsExactly(7);
        assertThat(content.tensors().get("empty").values()).isEmpty();
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        Path file = folder.resolve("one.safetensors");
        SafeTensors.write(file, Map.of(), Map.of("x", new SafeTensors.Entry(new long[] {1}, new float[] {1})));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong();
        assertThat(header % 8).isZero();
        byte[] text = new byte[header];
        bytes.get(text);
        assertThat(new String(text, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        assertThat(bytes.getFloat()).isEqualTo(1);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void aTensorLargerThanTheBufferComesBackWhole() throws IOException {
        float[] values = new float[200_003];
        RandomStream.of(1, "values", 0).fillNormal(values, 0, values.length);
        Path file = folder.resolve("large.safetensors");
        SafeTensors.write(file, Map.of(), Map.of("x", new SafeTensors.Entry(new long[] {values.length}, values)));
        assertThat(SafeTensors.read(file).tensors().get("x").values()).isEqualTo(values);
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(small());
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            int cut = length;
            assertThatThrownBy(() -> read(part)).as("cut to %d bytes", cut).isInstanceOf(AtelierException.class);
        }
    }

    @Test
    void aFlippedBitInTheHeaderIsRefusedOrHarmless() throws IOException {
        byte[] bytes = Files.readAllBytes(small());
        int header =
                8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        for (int position = 0; position < header; position++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = bytes.clone();
                damaged[position] ^= (byte) (1 << bit);
                try {
                    read(damaged).tensors().values().forEach(entry -> {
                        long count = Arrays.stream(entry.shape()).reduce(1, (a, b) -> a * b);
                        assertThat(entry.values()).hasSize((int) count);
                    });
                } catch (AtelierException refused) {
                    assertThat(refused.exit()).isEqualTo(Exit.INPUT);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2305843009213693953],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775800,9223372036854775804]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                "{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0.0,4.0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,18446744073709551620]}}",
                "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}",
                "{\"x\":7}",
                "[1,2]",
                "{\"x\":",
                "null",
                "   "
            })
    void aHeaderThatClaimsWhatCannotBeIsRefused(String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(8 + text.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        assertThatThrownBy(() -> read(bytes))
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.INPUT))
                .satisfies(problem -> assertThat(problem).hasMessageContaining("damaged.safetensors"));
    }

    @Test
    void aHeaderNestedWithoutEndIsRefused() {
        String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        byte[] text = deep.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(8 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(AtelierException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 24, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
    void aHeaderLengthBeyondTheFileIsRefusedBeforeAnythingIsAllocated(long length) {
        byte[] bytes = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(AtelierException.class);
    }

    @Test
    void aFileThatIsNotThereIsAnInputOutputProblem() {
        assertThatThrownBy(() -> SafeTensors.read(folder.resolve("nothing"))).isInstanceOf(NoSuchFileException.class);
    }

    private SafeTensors.Content read(byte[] bytes) throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        Files.write(file, bytes);
        return SafeTensors.read(file);
    }

    /** A file of 17 MB that is all header: one byte more than is read is too much, whatever it holds. */
    @ParameterizedTest
    @ValueSource(longs = {(16L << 20) + 1, 17L << 20})
    void aHeaderAboveSixteenMegabytesIsRefusedUnread(long header) throws IOException {
        Path file = folder.resolve("large.safetensors");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header)
                    .array());
            sparse.setLength(8 + header);
        }
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> SafeTensors.read(file)).hasMessageContaining("its header claims " + header + " bytes");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }
}
