package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final int WHITE = 0xFFFFFF;

    private static Picture decode(byte[] file) throws IOException {
        return ImageDecoder.decode(file, WHITE, 64);
    }

    private static int[] pixel(Picture picture, int x, int y) {
        int[] samples = new int[picture.channels()];
        for (int c = 0; c < samples.length; c++) {
            samples[c] = picture.pixels()[(y * picture.width() + x) * samples.length + c] & 0xFF;
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void losslessColoursArriveAsTheyWereWritten(String format) throws IOException {
        BufferedImage image = TestPictures.photograph(13, 7, 1);
        Picture picture = decode(TestPictures.encode(image, format));
        assertThat(picture.width()).isEqualTo(13);
        assertThat(picture.height()).isEqualTo(7);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 13; x++) {
                int rgb = image.getRGB(x, y);
                assertThat(pixel(picture, x, y)).containsExactly(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
            }
        }
    }

    @Test
    void jpegColoursArriveNearly() throws IOException {
        Picture picture = decode(TestPictures.encode(TestPictures.plain(16, 16, 0xC04020), "jpg"));
        int[] pixel = pixel(picture, 8, 8);
        assertThat(pixel[0]).isBetween(0xBC, 0xC4);
        assertThat(pixel[1]).isBetween(0x3C, 0x44);
        assertThat(pixel[2]).isBetween(0x1C, 0x24);
    }

    @Test
    void greyLevelsAreNotBentByAGammaCurve() throws IOException {
        BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i, 0, 0, i);
        }
        Picture picture = decode(TestPictures.encode(image, "png"));
        assertThat(picture.channels()).isEqualTo(1);
        for (int i = 0; i < 256; i++) {
            assertThat(pixel(picture, i, 0)).containsExactly(i);
        }
    }

    @Test
    void sixteenBitsAreRoundedToEight() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 65535);
        image.getRaster().setSample(1, 0, 0, 128 * 257 + 100);
        image.getRaster().setSample(2, 0, 0, 128 * 257 + 200);
        Picture picture = decode(TestPictures.encode(image, "png"));
        assertThat(picture.pixels()).containsExactly((byte) 255, (byte) 128, (byte) 129);
    }

    @Test
    void sixteenBitColourIsRoundedToEight() throws IOException {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {10 * 257, 20 * 257, 65535});
        Picture picture = decode(TestPictures.encode(new BufferedImage(model, raster, false, null), "png"));
        assertThat(pixel(picture, 0, 0)).containsExactly(10, 20, 255);
    }

    @Test
    void blackAndWhiteAndPaletteFilesAreRead() throws IOException {
        BufferedImage binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        binary.setRGB(1, 0, WHITE);
        Picture picture = decode(TestPictures.encode(binary, "png"));
        assertThat(picture.toColour().pixels()).containsExactly(0, 0, 0, -1, -1, -1);

        byte[] red = {(byte) 200, 0, 10};
        byte[] green = {0, (byte) 100, 20};
        byte[] blue = {0, 0, 30};
        IndexColorModel palette = new IndexColorModel(8, 3, red, green, blue, 1);
        BufferedImage indexed = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        indexed.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 2});
        for (String format : new String[] {"png", "gif"}) {
            Picture drawn = ImageDecoder.decode(TestPictures.encode(indexed, format), 0x112233, 64);
            assertThat(drawn.palette()).isTrue();
            assertThat(drawn.transparent()).isTrue();
            assertThat(pixel(drawn, 0, 0)).containsExactly(200, 0, 0);
            assertThat(pixel(drawn, 1, 0)).as("transparent in " + format).containsExactly(0x11, 0x22, 0x33);
            assertThat(pixel(drawn, 2, 0)).containsExactly(10, 20, 30);
        }
    }

    @Test
    void transparencyIsLaidOverTheBackground() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00FF0000);
        image.setRGB(1, 0, 0x80FF0000);
        image.setRGB(2, 0, 0xFFFF0000);
        Picture picture = ImageDecoder.decode(TestPictures.encode(image, "png"), 0x0000FF, 64);
        assertThat(pixel(picture, 0, 0)).containsExactly(0, 0, 255);
        assertThat(pixel(picture, 1, 0)).containsExactly(128, 0, 127);
        assertThat(pixel(picture, 2, 0)).containsExactly(255, 0, 0);
        assertThat(picture.transparent()).isTrue();
    }

    @Test
    void greyWithAlphaStaysGreyOnAGreyBackground() throws IOException {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, 3, DataBuffer.TYPE_BYTE);
        WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixel(0, 0, new int[] {100, 255});
        raster.setPixel(1, 0, new int[] {100, 0});
        byte[] file = TestPictures.encode(new BufferedImage(model, raster, false, null), "png");
        assertThat(decode(file).pixels()).containsExactly((byte) 100, (byte) 255);
        assertThat(ImageDecoder.decode(file, 0xFF0000, 64).pixels()).containsExactly(100, 100, 100, -1, 0, 0);
    }

    @Test
    void webpIsRead() throws IOException {
        Picture picture = decode(plainWebp(5, 3, 10, 200, 30));
        assertThat(picture.width()).isEqualTo(5);
        assertThat(picture.height()).isEqualTo(3);
        assertThat(pixel(picture, 4, 2)).containsExactly(10, 200, 30);
    }

    /** A lossless WebP file of one colour: five prefix codes with one symbol each, so that no pixel takes a bit. */
    static byte[] plainWebp(int width, int height, int red, int green, int blue) {
        long[] values = {0x2F, width - 1, height - 1, 0, 0, 0, 0, 0};
        int[] lengths = {8, 14, 14, 1, 3, 1, 1, 1};
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            append(bits, values[i], lengths[i]);
        }
        for (int symbol : new int[] {green, red, blue, 255, 0}) {
            append(bits, 1, 1);
            append(bits, 0, 1);
            append(bits, 1, 1);
            append(bits, symbol, 8);
        }
        byte[] data = new byte[(bits.length() + 15) / 16 * 2];
        for (int i = 0; i < bits.length(); i++) {
            data[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
        }
        ByteBuffer file = ByteBuffer.allocate(20 + data.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(12 + data.length);
        file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data);
        return file.array();
    }

    private static void append(StringBuilder bits, long value, int length) {
        for (int i = 0; i < length; i++) {
            bits.append(value >> i & 1);
        }
    }

    @Test
    void cmykJpegIsRead() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        // Adobe stores ink inverted: this is no cyan, full magenta, full yellow, no black.
        int[] ink = {255, 0, 0, 255};
        for (int i = 0; i < 256; i++) {
            raster.setPixel(i % 16, i / 16, ink);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] jpeg = bytes.toByteArray();
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + 16);
        file.put(jpeg, 0, 2).putShort((short) 0xFFEE).putShort((short) 14);
        file.put("Adobe".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {0, 100, 0, 0, 0, 0, 0});
        file.put(jpeg, 2, jpeg.length - 2);
        Picture picture = decode(file.array());
        int[] pixel = pixel(picture, 8, 8);
        assertThat(picture.channels()).isEqualTo(3);
        assertThat(picture.transparent()).isFalse();
        assertThat(pixel[0])
                .as("magenta and yellow make red: %d %d %d", pixel[0], pixel[1], pixel[2])
                .isGreaterThan(pixel[1] + 80)
                .isGreaterThan(pixel[2] + 80);
    }

    /** Where the upper left stored pixel is seen, in a picture of 2 x 3 stored pixels (width 2, height 3). */
    @ParameterizedTest
    @CsvSource({
        "1, 2, 3, 0, 0", "2, 2, 3, 1, 0", "3, 2, 3, 1, 2", "4, 2, 3, 0, 2",
        "5, 3, 2, 0, 0", "6, 3, 2, 2, 0", "7, 3, 2, 2, 1", "8, 3, 2, 0, 1"
    })
    void orientationsOfCamerasAreUndone(int orientation, int width, int height, int x, int y) throws IOException {
        BufferedImage image = new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF0000);
        image.setRGB(1, 0, 0x00FF00);
        byte[] file = withExif(TestPictures.encode(image, "png"), orientation);
        Picture picture = decode(file);
        assertThat(picture.width()).isEqualTo(width);
        assertThat(picture.height()).isEqualTo(height);
        assertThat(pixel(picture, x, y)).containsExactly(255, 0, 0);
        ImageSource.Dimensions measured = ImageDecoder.measure(file);
        assertThat(measured).isEqualTo(new ImageSource.Dimensions(width, height));
    }

    @Test
    void theOrientationOfAJpegIsUndone() throws IOException {
        byte[] jpeg = TestPictures.encode(TestPictures.photograph(24, 16, 3), "jpg");
        byte[] tiff = exif(6);
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + tiff.length + 10);
        file.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (tiff.length + 8));
        file.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff).put(jpeg, 2, jpeg.length - 2);
        Picture picture = decode(file.array());
        assertThat(picture.width()).isEqualTo(16);
        assertThat(picture.height()).isEqualTo(24);
        Picture stored = decode(jpeg);
        assertThat(pixel(picture, 15, 0)).isEqualTo(pixel(stored, 0, 0));
        assertThat(pixel(picture, 0, 0)).isEqualTo(pixel(stored, 0, 15));
    }

    private static byte[] exif(int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(26);
        tiff.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return tiff.array();
    }

    /** Adds an eXIf chunk after the header of a PNG file. */
    private static byte[] withExif(byte[] png, int orientation) {
        byte[] tiff = exif(orientation);
        byte[] chunk = chunk("eXIf", tiff);
        ByteBuffer file = ByteBuffer.allocate(png.length + chunk.length);
        return file.put(png, 0, 33).put(chunk).put(png, 33, png.length - 33).array();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    @Test
    void aBombIsRefusedByItsHeader() {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(60_000)
                .putInt(60_000)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        file.writeBytes(chunk("IHDR", header));
        file.writeBytes(chunk("IDAT", new byte[] {0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1}));
        file.writeBytes(chunk("IEND", new byte[0]));
        assertThatThrownBy(() -> decode(file.toByteArray()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("60000 x 60000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void aTruncatedOrDamagedFileIsAnAnswerAndNotACrash(String format) {
        byte[] whole = TestPictures.encode(TestPictures.photograph(40, 30, 5), format);
        for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 60)) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            byte[] damaged = whole.clone();
            damaged[length] ^= 0x55;
            for (byte[] file : new byte[][] {part, damaged}) {
                try {
                    decode(file);
                } catch (IOException e) {
                    assertThat(Failures.reason(e)).isNotBlank();
                }
            }
        }
    }

    @Test
    void aVeryLargePictureIsReadAtALowerResolution() throws IOException {
        BufferedImage image = new BufferedImage(6000, 4400, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(3000, 2000, 0, 1);
        Picture picture = decode(TestPictures.encode(image, "png"));
        assertThat(picture.width()).isEqualTo(3000);
        assertThat(picture.height()).isEqualTo(2200);
    }

    @Test
    void aColourProfileDoesNotChangeTheSamples() throws IOException {
        byte[] jpeg = TestPictures.encode(TestPictures.photograph(32, 32, 8), "jpg");
        byte[] profile =
                java.awt.color.ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + profile.length + 18);
        file.put(jpeg, 0, 2).putShort((short) 0xFFE2).putShort((short) (profile.length + 16));
        file.put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 1);
        file.put(profile).put(jpeg, 2, jpeg.length - 2);
        assertThat(decode(file.array()).pixels()).isEqualTo(decode(jpeg).pixels());
    }

    /** A decoder holds the coefficients of the whole picture, of which every eighth pixel would fit. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void aPictureInSeveralScansIsKnownByItsMarkers(boolean progressive, boolean several) throws IOException {
        assertThat(JpegScans.several(jpeg(TestPictures.photograph(32, 32, 5), progressive)))
                .isEqualTo(several);
    }

    private static byte[] jpeg(BufferedImage image, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
