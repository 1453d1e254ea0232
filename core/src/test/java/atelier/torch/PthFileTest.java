package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as torch.save writes them, built byte by byte. */
class PthFileTest {
    @TempDir
    Path folder;

    /** The instructions of a pickle, protocol 2. */
    private static final class Pickle {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Pickle() {
            raw(0x80, 2);
        }

        Pickle raw(int... values) {
            for (int value : values) {
                bytes.write(value);
            }
            return this;
        }

        Pickle global(String module, String name) {
            bytes.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        Pickle text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            raw('X');
            integer(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        Pickle number(int value) {
            raw('J');
            integer(value);
            return this;
        }

        private void integer(int value) {
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        /** A tensor of the given storage; {@code legacy} adds the sixth part of older files. */
        Pickle tensor(String type, String key, int stored, int offset, int[] shape, int[] strides, boolean legacy) {
            global("torch._utils", "_rebuild_tensor_v2").raw('(');
            raw('(').text("storage").global("torch", type).text(key).text("cpu").number(stored);
            if (legacy) {
                raw('N');
            }
            raw('t', 'Q').number(offset);
            tuple(shape).tuple(strides);
            raw(0x89).global("collections", "OrderedDict").raw(')', 'R', 't', 'R');
            return this;
        }

        private Pickle tuple(int... values) {
            raw('(');
            for (int value : values) {
                number(value);
            }
            return raw('t');
        }

        byte[] stop() {
            raw('.');
            return bytes.toByteArray();
        }
    }

    private static byte[] dictionary(boolean legacy) {
        Pickle pickle = new Pickle().global("collections", "OrderedDict").raw(')', 'R', 'q', 0, '(');
        pickle.text("a.weight").tensor("FloatStorage", "0", 7, 1, new int[] {2, 3}, new int[] {3, 1}, legacy);
        pickle.text("a.count").tensor("LongStorage", "1", 1, 0, new int[0], new int[0], legacy);
        pickle.text("half").tensor("HalfStorage", "2", 2, 0, new int[] {2}, new int[] {1}, legacy);
        // Notes about versions, which the dictionary carries as its state.
        return pickle.raw('u', '}', 'b').stop();
    }

    private static byte[] floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static final byte[] SEVEN = floats(9, 1, 2, 3, 4, 5, 6);
    private static final byte[] COUNT = new byte[8];
    private static final byte[] HALVES = {0, 0x3c, 0, (byte) 0xc0};

    private Path archive(byte[] pickle) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("net/data.pkl", pickle);
        entries.put("net/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        entries.put("net/data/0", SEVEN);
        entries.put("net/data/1", COUNT);
        entries.put("net/data/2", HALVES);
        Path file = folder.resolve("net.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry stored = new ZipEntry(entry.getKey());
                stored.setMethod(ZipEntry.STORED);
                stored.setSize(entry.getValue().length);
                CRC32 sum = new CRC32();
                sum.update(entry.getValue());
                stored.setCrc(sum.getValue());
                zip.putNextEntry(stored);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    private Path plain() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new Pickle()
                .raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop());
        bytes.writeBytes(new Pickle().raw('M', 0xe9, 3).stop());
        bytes.writeBytes(
                new Pickle().raw('}').text("little_endian").raw(0x88, 's').stop());
        bytes.writeBytes(dictionary(true));
        bytes.writeBytes(new Pickle()
                .raw(']', '(')
                .text("0")
                .text("1")
                .text("2")
                .raw('e')
                .stop());
        for (byte[][] storage : new byte[][][] {{SEVEN, {7}}, {COUNT, {1}}, {HALVES, {2}}}) {
            bytes.writeBytes(Arrays.copyOf(storage[1], 8));
            bytes.writeBytes(storage[0]);
        }
        return Files.write(folder.resolve("old.pth"), bytes.toByteArray());
    }

    private static void holdsTheTensors(PthFile file) {
        assertThat(file.names()).containsExactly("a.weight", "a.count", "half");
        assertThat(file.shape("a.weight")).containsExactly(2, 3);
        assertThat(file.floats("a.weight")).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(file.floats("half")).containsExactly(1, -2);
        assertThat(file.shape("b")).isNull();
        assertThatThrownBy(() -> file.floats("a.count")).hasMessageContaining("LongStorage");
    }

    @Test
    void readsTodaysArchives() throws IOException {
        holdsTheTensors(PthFile.open(archive(dictionary(false))));
    }

    @Test
    void readsFilesOfOlderVersions() throws IOException {
        holdsTheTensors(PthFile.open(plain()));
    }

    @Test
    void readsTheDictionaryWithinADictionary() throws IOException {
        byte[] inner = dictionary(false);
        Pickle outer = new Pickle().raw('}').text("epoch").number(3).raw('s').text("state_dict");
        for (int i = 2; i < inner.length - 1; i++) {
            outer.raw(inner[i] & 0xFF);
        }
        holdsTheTensors(PthFile.open(archive(outer.raw('s').stop())));
    }

    @Test
    void whatIsNoTensorIsNamedAndNotRun() throws IOException {
        byte[] call = new Pickle()
                .global("posix", "system")
                .text("touch " + folder.resolve("done"))
                .raw(0x85, 'R')
                .stop();
        Path file = archive(call);
        assertThatThrownBy(() -> PthFile.open(file))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                .hasMessageContainingAll("posix.system", "safetensors");
        assertThat(folder.resolve("done")).doesNotExist();
        byte[] object = new Pickle().raw('(', 'i').stop();
        assertThatThrownBy(() -> PthFile.open(archive(object))).hasMessageContaining("0x69");
        byte[] storage = new Pickle()
                .raw('(')
                .text("storage")
                .global("collections", "OrderedDict")
                .text("0")
                .text("cpu")
                .number(7)
                .raw('t', 'Q')
                .stop();
        assertThatThrownBy(() -> PthFile.open(archive(storage))).hasMessageContaining("as a storage");
    }

    @Test
    void placesOutsideOfTheStorageAreRefused() throws IOException {
        int[][] wrong = {{2, 7}, {-1, 6}, {0, 8}, {Integer.MAX_VALUE, 1}, {0, -1}};
        for (int[] place : wrong) {
            byte[] pickle = new Pickle()
                    .raw('}')
                    .text("x")
                    .tensor("FloatStorage", "0", 7, place[0], new int[] {place[1]}, new int[] {1}, false)
                    .raw('s')
                    .stop();
            PthFile file = PthFile.open(archive(pickle));
            assertThatThrownBy(() -> file.floats("x")).isInstanceOf(AtelierException.class);
        }
        byte[] longer = new Pickle()
                .raw('}')
                .text("x")
                .tensor("FloatStorage", "0", 700, 0, new int[] {700}, new int[] {1}, false)
                .raw('s')
                .stop();
        PthFile file = PthFile.open(archive(longer));
        assertThatThrownBy(() -> file.floats("x")).hasMessageContaining("another length");
    }

    @Test
    void transposedTensorsAreRefused() throws IOException {
        byte[] pickle = new Pickle()
                .raw('}')
                .text("x")
                .tensor("FloatStorage", "0", 7, 0, new int[] {2, 3}, new int[] {1, 2}, false)
                .raw('s')
                .stop();
        PthFile file = PthFile.open(archive(pickle));
        assertThatThrownBy(() -> file.floats("x")).hasMessageContaining("contiguous");
    }

    @Test
    void aFileCutOffOrChangedAnywhereIsRefusedOrHarmless() throws IOException {
        Random random = new Random(5);
        for (Path whole : new Path[] {archive(dictionary(false)), plain()}) {
            byte[] bytes = Files.readAllBytes(whole);
            Path broken = folder.resolve("broken.pth");
            for (int i = 0; i < 300; i++) {
                byte[] changed = i < 150 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
                if (i >= 150) {
                    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(broken, changed);
                tryToRead(broken);
            }
        }
    }

    /** Either the tensors come out, or the file is said to be unusable; nothing else is thrown. */
    private static void tryToRead(Path file) {
        try {
            PthFile read = PthFile.open(file);
            for (String name : read.names()) {
                if (!name.equals("a.count")) {
                    read.floats(name);
                }
            }
        } catch (AtelierException refused) {
            assertThat(refused.exit()).isEqualTo(Exit.INPUT);
        }
    }
}
