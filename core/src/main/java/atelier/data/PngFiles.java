package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Writes pictures as PNG files that say where they come from, as texts that any viewer of metadata shows. */
public final class PngFiles {
    private static final String FORMAT = "javax_imageio_png_1.0";

    private PngFiles() {}

    /**
     * Writes a picture, whole or not at all.
     *
     * @param texts by keyword (1 to 79 Latin-1 characters): tEXt chunks, or iTXt where a text needs more than Latin-1
     */
    public static void write(BufferedImage image, Path file, Map<String, String> texts) {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            if (target.getParent() != null) {
                Files.createDirectories(target.getParent());
            }
            Files.write(part, encode(image, texts));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.DISK,
                    "%s cannot be written: %s. Expected a place with enough space that may be written to; choose another."
                            .formatted(file, Failures.reason(e)),
                    e);
        }
    }

    /** The bytes of a PNG file. */
    public static byte[] encode(BufferedImage image, Map<String, String> texts) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
            if (!texts.isEmpty()) {
                metadata.mergeTree(FORMAT, tree(texts));
            }
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static Node tree(Map<String, String> texts) {
        IIOMetadataNode plain = new IIOMetadataNode("tEXt");
        IIOMetadataNode international = new IIOMetadataNode("iTXt");
        // By keyword: the order of a Map.of changes with every process, and the same picture shall be the same file.
        new TreeMap<>(texts).forEach((keyword, text) -> {
            boolean latin = StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
            IIOMetadataNode entry = new IIOMetadataNode(latin ? "tEXtEntry" : "iTXtEntry");
            entry.setAttribute("keyword", keyword);
            if (latin) {
                entry.setAttribute("value", text);
                plain.appendChild(entry);
            } else {
                entry.setAttribute("compressionFlag", "FALSE");
                entry.setAttribute("compressionMethod", "0");
                entry.setAttribute("languageTag", "");
                entry.setAttribute("translatedKeyword", "");
                entry.setAttribute("text", text);
                international.appendChild(entry);
            }
        });
        IIOMetadataNode root = new IIOMetadataNode(FORMAT);
        for (IIOMetadataNode group : new IIOMetadataNode[] {plain, international}) {
            if (group.hasChildNodes()) {
                root.appendChild(group);
            }
        }
        return root;
    }

    /** The texts of a PNG file by keyword. */
    public static Map<String, String> readTexts(Path file) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(stream);
            Element root = (Element) reader.getImageMetadata(0).getAsTree(FORMAT);
            collect(root.getElementsByTagName("tEXtEntry"), "value", texts);
            collect(root.getElementsByTagName("iTXtEntry"), "text", texts);
        } finally {
            reader.dispose();
        }
        return texts;
    }

    private static void collect(NodeList entries, String attribute, Map<String, String> texts) {
        for (int i = 0; i < entries.getLength(); i++) {
            Element entry = (Element) entries.item(i);
            texts.put(entry.getAttribute("keyword"), entry.getAttribute(attribute));
        }
    }
}
