package atelier.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** A thousand files as people have them: pictures of every kind, and whatever else lies in such a folder. */
public final class DirtyFolder {
    private static final Path UNREADABLE = Path.of("/proc/self/mem");

    private final Path root;
    private final Map<String, String> bad = new TreeMap<>();
    private int good;
    private int others;
    private int files;

    private DirtyFolder(Path root) {
        this.root = root;
    }

    /** Writes the files. */
    public static DirtyFolder write(Path root) throws IOException {
        DirtyFolder folder = new DirtyFolder(root);
        folder.writeGood();
        folder.writeBad();
        folder.writeOthers();
        return folder;
    }

    /** Of every bad file, as it is shown, a part of the reason that must be given. */
    public Map<String, String> bad() {
        return bad;
    }

    /** Pictures that decode. */
    public int good() {
        return good;
    }

    /** Files that do not claim to be pictures. */
    public int others() {
        return others;
    }

    /** All files and links. */
    public int files() {
        return files;
    }

    private Path place(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        files++;
        return file;
    }

    private void good(String name, byte[] content) throws IOException {
        Files.write(place(name), content);
        good++;
    }

    private void bad(String name, byte[] content, String reason) throws IOException {
        Files.write(place(name), content);
        bad.put(new DataScan.Problem(name, "").file(), reason);
    }

    private static byte[] encoded(int seed, String format) {
        return TestPictures.encode(TestPictures.photograph(24, 24, seed), format);
    }

    private void writeGood() throws IOException {
        String[] formats = {"png", "jpg", "gif", "bmp"};
        for (int i = 0; i < 460; i++) {
            String format = formats[i % formats.length];
            good("图片/猫 %03d.%s".formatted(i, format), encoded(i, format));
        }
        for (int i = 0; i < 40; i++) {
            good("图片/two\nlines %d.png".formatted(i), encoded(400 + i, "png"));
            good("dogs/really-a-jpeg-%d.png".formatted(i), encoded(500 + i, "jpg"));
            good("dogs/sixteen-%d.png".formatted(i), sixteenBits(i));
        }
        for (int i = 0; i < 20; i++) {
            good("dogs/cmyk-%d.jpg".formatted(i), stored("cmyk.jpg"));
            good("dogs/turned-%d.jpg".formatted(i), stored("turned.jpg"));
            good("dogs/animated-%d.gif".formatted(i), animated(i));
            good("dogs/plain-%d.webp".formatted(i), ImageDecoderTest.plainWebp(24, 24, 10 * i, 200, 30));
        }
        for (int i = 0; i < 2; i++) {
            good("dogs/panorama-%d.jpg".formatted(i), panorama(i));
        }
    }

    private void writeBad() throws IOException {
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);
        byte[] text = "not a picture".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 40; i++) {
            bad("图片/cut-%d.jpg".formatted(i), Arrays.copyOf(encoded(i, "jpg"), 100 + i), "");
            bad("图片/cut-%d.png".formatted(i), Arrays.copyOf(encoded(i, "png"), 40 + i), "");
            bad("dogs/zero-%d.jpg".formatted(i), new byte[0], "the file is empty");
            bad("dogs/text\n%d\u001b[2J.png".formatted(i), text, "its content is no picture");
        }
        for (int i = 0; i < 20; i++) {
            bad("dogs/drawing-%d.png".formatted(i), svg, "its content is no picture");
            bad("dogs/scan-%d.tif".formatted(i), stored("rgb.tiff"), "TIFF is not supported");
        }
        for (int i = 0; i < 10; i++) {
            bad("dogs/huge-%d.png".formatted(i), Bombs.png(20_000, 20_000), "20000 x 20000");
            link("dogs/gone-%d.png".formatted(i), Path.of("nowhere.png"), "does not exist");
            link("dogs/self-%d.png".formatted(i), Path.of("self-%d.png".formatted(i)), "does not exist");
            link("dogs/up-%d".formatted(i), root, "leads back");
            if (Files.exists(UNREADABLE)) {
                link("dogs/unreadable-%d.png".formatted(i), UNREADABLE, "");
            }
        }
    }

    private void link(String name, Path target, String reason) throws IOException {
        Files.createSymbolicLink(place(name), target);
        bad.put(name, reason);
    }

    private void writeOthers() throws IOException {
        for (int i = 0; i < 30; i++) {
            byte[] text = ("{\"cells\": " + i + "}").getBytes(StandardCharsets.UTF_8);
            Files.write(place("notes-%d.ipynb".formatted(i)), text);
            Files.writeString(place("dogs/drawing-%d.svg".formatted(i)), "<svg/>");
            others += 2;
            // Hidden: neither a picture nor counted.
            Files.write(place(".ipynb_checkpoints/%d.png".formatted(i)), encoded(900 + i, "png"));
            Files.write(place("dogs/.ipynb_checkpoints/%d.png".formatted(i)), encoded(950 + i, "png"));
        }
    }

    private static byte[] sixteenBits(int seed) {
        BufferedImage deep = new BufferedImage(24, 24, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 24 * 24; i++) {
            deep.getRaster().setSample(i % 24, i / 24, 0, (i * 97 + seed * 1531) % 65_536);
        }
        return TestPictures.encode(deep, "png");
    }

    /** Twenty thousand pixels wide. */
    private static byte[] panorama(int seed) {
        return TestPictures.encode(TestPictures.photograph(20_000, 120, seed), "jpg");
    }

    private static byte[] animated(int seed) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (int frame = 0; frame < 3; frame++) {
                writer.writeToSequence(
                        new IIOImage(TestPictures.photograph(24, 24, 700 + 3 * seed + frame), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] stored(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(DirtyFolder.class.getResourceAsStream("/fuzz/PictureFuzz/" + name))) {
            return stream.readAllBytes();
        }
    }
}
