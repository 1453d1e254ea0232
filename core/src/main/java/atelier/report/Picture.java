package atelier.report;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A stored PNG and its size in pixels; its bytes are read only when the page is written. */
record Picture(Path file, int width, int height) {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    /** A grid is some hundred kilobytes; what is far larger was not written by a comparison and would choke a browser. */
    private static final long MOST_BYTES = 32L << 20;

    /** The picture, or null if there is none at that place or it is no PNG: a report does without it. */
    static @Nullable Picture find(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (DataInputStream header = new DataInputStream(Files.newInputStream(file))) {
            if (Files.size(file) > MOST_BYTES || header.readLong() != SIGNATURE) {
                return null;
            }
            header.readLong(); // length and name of the first chunk, always IHDR
            int width = header.readInt();
            int height = header.readInt();
            return width > 0 && height > 0 ? new Picture(file, width, height) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * The upper left quarter as a {@code data:} address: for series of grids, where fewer and larger tiles tell more and
     * weigh less. A picture that cannot be decoded is given whole.
     */
    String quarterAddress() {
        try {
            BufferedImage whole = ImageIO.read(file.toFile());
            if (whole == null) {
                return dataAddress();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(whole.getSubimage(0, 0, quarterWidth(), quarterHeight()), "png", bytes);
            return address(bytes.toByteArray());
        } catch (IOException e) {
            return dataAddress();
        }
    }

    int quarterWidth() {
        return (width + 1) / 2;
    }

    int quarterHeight() {
        return (height + 1) / 2;
    }

    /** The whole picture as a {@code data:} address. */
    String dataAddress() {
        try {
            return address(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.INPUT,
                    "cannot read picture " + file + ": " + e.getMessage()
                            + "; make it readable or remove it, then run 'report' again.",
                    e);
        }
    }

    private static String address(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
