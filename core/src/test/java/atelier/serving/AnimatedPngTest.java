package atelier.serving;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.PngFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimatedPngTest {
    private static final int SIDE = 20;

    private record Chunk(String type, byte[] data) {}

    private static BufferedImage picture(int number) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, 0x010203 * ((i * (number + 1)) % 80));
        }
        return image;
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
    }

    /** The chunks, each with the check sum that the specification asks for. */
    private static List<Chunk> chunks(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).position(8);
        List<Chunk> chunks = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] data = new byte[bytes.getInt()];
            byte[] name = new byte[4];
            bytes.get(name).get(data);
            CRC32 check = new CRC32();
            check.update(name);
            check.update(data);
            assertThat(bytes.getInt()).isEqualTo((int) check.getValue());
            chunks.add(new Chunk(new String(name, StandardCharsets.US_ASCII), data));
        }
        return chunks;
    }

    @Test
    void theChunksAreNumberedTimedAndLoopForEver() throws IOException {
        List<Chunk> chunks = chunks(AnimatedPng.encode(List.of(picture(0), picture(1), picture(2)), 80, Map.of()));
        assertThat(chunks.get(0).type()).isEqualTo("IHDR");
        assertThat(chunks.get(1).type()).isEqualTo("acTL");
        assertThat(chunks.get(1).data()).containsExactly(0, 0, 0, 3, 0, 0, 0, 0);
        assertThat(chunks.get(chunks.size() - 1).type()).isEqualTo("IEND");
        assertThat(chunks).extracting(Chunk::type).filteredOn("IEND"::equals).hasSize(1);
        List<Chunk> numbered = chunks.stream()
                .filter(chunk -> List.of("fcTL", "fdAT").contains(chunk.type()))
                .toList();
        assertThat(numbered).extracting(Chunk::type).filteredOn("fcTL"::equals).hasSize(3);
        for (int i = 0; i < numbered.size(); i++) {
            ByteBuffer data = ByteBuffer.wrap(numbered.get(i).data());
            assertThat(data.getInt()).isEqualTo(i);
            if (numbered.get(i).type().equals("fcTL")) {
                assertThat(data.getInt()).isEqualTo(SIDE);
                assertThat(data.getInt()).isEqualTo(SIDE);
                assertThat(data.getLong()).isZero();
                assertThat(data.getShort() / (double) data.getShort()).isEqualTo(0.08);
                assertThat(data.getShort()).isZero();
            }
        }
    }

    @Test
    void everyPictureIsThereBitByBitAndTheFirstIsWhatAnyReaderShows(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("deep/walk.apng");
        AnimatedPng.write(List.of(picture(0), picture(1)), 80, Map.of("seed", "7"), file);
        assertThat(pixels(ImageIO.read(file.toFile()))).isEqualTo(pixels(picture(0)));
        assertThat(PngFiles.readTexts(file)).containsEntry("seed", "7");
        List<Chunk> chunks = chunks(java.nio.file.Files.readAllBytes(file));
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(second);
        out.write(java.nio.file.Files.readAllBytes(file), 0, 8);
        write(out, chunks.get(0));
        for (Chunk chunk : chunks) {
            if (chunk.type().equals("fdAT")) {
                write(out, new Chunk("IDAT", Arrays.copyOfRange(chunk.data(), 4, chunk.data().length)));
            }
        }
        write(out, new Chunk("IEND", new byte[0]));
        assertThat(pixels(ImageIO.read(new ByteArrayInputStream(second.toByteArray()))))
                .isEqualTo(pixels(picture(1)));
    }

    private static void write(DataOutputStream out, Chunk chunk) throws IOException {
        byte[] name = chunk.type().getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(chunk.data());
        out.writeInt(chunk.data().length);
        out.write(name);
        out.write(chunk.data());
        out.writeInt((int) check.getValue());
    }
}
