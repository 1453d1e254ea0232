package atelier.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import javax.imageio.ImageIO;

/** Synthetic grids in the manner of what models leave behind: figures, more or less blurred, noisy or repeated. */
final class FixturePictures {
    private static final int TILE = 32;

    private FixturePictures() {}

    /** A figure that the seed determines, blurred by so many passes, with so much noise. */
    static BufferedImage tile(long seed, int blur, double noise) {
        Random random = new Random(seed * 7919 + 17);
        BufferedImage image = new BufferedImage(TILE, TILE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.getHSBColor(random.nextFloat(), 0.12f, 0.95f));
        g.fillRect(0, 0, TILE, TILE);
        g.setColor(Color.getHSBColor(random.nextFloat(), 0.7f, 0.75f));
        Shape shape = AffineTransform.getRotateInstance(random.nextDouble() * 6, 16, 16)
                .createTransformedShape(outline(random));
        if (random.nextInt(3) == 0) {
            g.setStroke(new BasicStroke(3));
            g.draw(shape);
        } else {
            g.fill(shape);
        }
        g.dispose();
        return noisy(blurred(image, blur), noise, random);
    }

    private static Shape outline(Random random) {
        double radius = 7 + random.nextInt(5);
        return switch (random.nextInt(4)) {
            case 0 -> new Ellipse2D.Double(16 - radius, 16 - radius, 2 * radius, 2 * radius);
            case 1 -> new Rectangle2D.Double(16 - radius * 0.85, 16 - radius * 0.85, radius * 1.7, radius * 1.7);
            case 2 -> star(3, radius, radius / 2);
            default -> star(5, radius * 1.15, radius * 0.5);
        };
    }

    private static Shape star(int points, double outer, double inner) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points * 2; i++) {
            double radius = i % 2 == 0 ? outer : inner;
            double angle = Math.PI * i / points;
            double x = 16 + radius * Math.sin(angle);
            double y = 16 - radius * Math.cos(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    private static BufferedImage blurred(BufferedImage image, int passes) {
        float[] weights = new float[9];
        Arrays.fill(weights, 1f / 9);
        BufferedImage result = image;
        for (int i = 0; i < passes; i++) {
            result = new ConvolveOp(new Kernel(3, 3, weights), ConvolveOp.EDGE_NO_OP, null).filter(result, null);
        }
        return result;
    }

    private static BufferedImage noisy(BufferedImage image, double amount, Random random) {
        for (int y = 0; y < TILE; y++) {
            for (int x = 0; x < TILE; x++) {
                int rgb = image.getRGB(x, y);
                int changed = 0;
                for (int shift = 0; shift <= 16; shift += 8) {
                    double value = ((rgb >> shift) & 255) + random.nextGaussian() * 255 * amount;
                    changed |= (int) Math.max(0, Math.min(255, value)) << shift;
                }
                image.setRGB(x, y, changed);
            }
        }
        return image;
    }

    /** Writes rows by columns of tiles with a white line between. */
    static void grid(Path file, int rows, int columns, IntFunction<BufferedImage> tiles) throws IOException {
        BufferedImage grid =
                new BufferedImage(columns * (TILE + 2) - 2, rows * (TILE + 2) - 2, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = grid.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, grid.getWidth(), grid.getHeight());
        for (int i = 0; i < rows * columns; i++) {
            g.drawImage(tiles.apply(i), i % columns * (TILE + 2), i / columns * (TILE + 2), null);
        }
        g.dispose();
        Files.createDirectories(file.getParent());
        ImageIO.write(grid, "png", file.toFile());
    }

    /** The absolute difference of two tiles. */
    static BufferedImage error(BufferedImage a, BufferedImage b) {
        BufferedImage error = new BufferedImage(TILE, TILE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < TILE * TILE; i++) {
            int x = i % TILE;
            int y = i / TILE;
            int difference = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                int distance = Math.abs(((a.getRGB(x, y) >> shift) & 255) - ((b.getRGB(x, y) >> shift) & 255));
                difference |= Math.min(255, distance * 2) << shift;
            }
            error.setRGB(x, y, difference);
        }
        return error;
    }
}
