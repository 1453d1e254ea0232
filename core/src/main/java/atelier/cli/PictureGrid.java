package atelier.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures of one size, side by side in a square or nearly so. */
final class PictureGrid {
    private static final int GAP = 2;
    /** Small pictures are enlarged by whole factors until the grid is about this wide. */
    private static final int WANTED_WIDTH = 512;

    private PictureGrid() {}

    static BufferedImage of(List<BufferedImage> pictures) {
        int columns = (int) Math.ceil(Math.sqrt(pictures.size()));
        int rows = (pictures.size() + columns - 1) / columns;
        int width = pictures.get(0).getWidth();
        int height = pictures.get(0).getHeight();
        int factor = Math.max(1, WANTED_WIDTH / (columns * width));
        int stepX = width * factor + GAP;
        int stepY = height * factor + GAP;
        BufferedImage grid = new BufferedImage(columns * stepX + GAP, rows * stepY + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = grid.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, grid.getWidth(), grid.getHeight());
        for (int i = 0; i < pictures.size(); i++) {
            int x = GAP + i % columns * stepX;
            int y = GAP + i / columns * stepY;
            graphics.drawImage(pictures.get(i), x, y, width * factor, height * factor, null);
        }
        graphics.dispose();
        return grid;
    }

    /** Writes a PNG, making the folder where there is none. */
    static void write(BufferedImage picture, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!ImageIO.write(picture, "png", file.toFile())) {
            throw new IOException("no PNG writer in this Java");
        }
    }
}
