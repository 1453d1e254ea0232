package atelier.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Lays pictures out in rows, enlarged by a whole factor so that their pixels stay what they are. */
public final class Grid {
    /** Space between cells and around them, in pixels. */
    public static final int GAP = 2;

    /** Cells are enlarged to about this side, so that small pictures can be judged on a screen. */
    private static final int COMFORTABLE_SIDE = 64;

    private Grid() {}

    /** The whole factor that brings a picture of this size near to a comfortable one. */
    public static int comfortableScale(int size) {
        return Math.max(1, Math.round((float) COMFORTABLE_SIDE / size));
    }

    /**
     * Draws a grid.
     *
     * @param cells pictures of one size, row by row
     * @param columns cells in a row
     * @param scale whole factor of enlargement
     */
    public static BufferedImage of(List<BufferedImage> cells, int columns, int scale) {
        if (cells.isEmpty() || columns < 1 || scale < 1) {
            throw new IllegalArgumentException(
                    "a grid of %d pictures in %d columns, %d-fold".formatted(cells.size(), columns, scale));
        }
        int used = Math.min(columns, cells.size());
        int rows = (cells.size() + columns - 1) / columns;
        int width = cells.get(0).getWidth() * scale;
        int height = cells.get(0).getHeight() * scale;
        BufferedImage grid =
                new BufferedImage(used * (width + GAP) + GAP, rows * (height + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = grid.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, grid.getWidth(), grid.getHeight());
        // The default interpolation takes the nearest pixel.
        for (int i = 0; i < cells.size(); i++) {
            int left = GAP + i % columns * (width + GAP);
            int top = GAP + i / columns * (height + GAP);
            graphics.drawImage(cells.get(i), left, top, width, height, null);
        }
        graphics.dispose();
        return grid;
    }

    /**
     * Draws a grid of pictures in bytes.
     *
     * @param pixels N x H x W x C bytes
     */
    public static BufferedImage of(byte[] pixels, int count, int size, int channels, int columns, int scale) {
        List<BufferedImage> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(Pixels.toImage(pixels, i * size * size * channels, size, size, channels));
        }
        return of(cells, columns, scale);
    }

    /**
     * Draws a grid of a tensor's pictures.
     *
     * @param images [N,C,H,W] floating point in [-1,1], H = W
     */
    public static BufferedImage of(Tensor images, int columns, int scale) {
        long[] shape = images.shape();
        return of(Pixels.toBytes(images), (int) shape[0], (int) shape[2], (int) shape[1], columns, scale);
    }

    /**
     * Draws a grid of chosen pictures of a set.
     *
     * @param which positions in the set
     */
    public static BufferedImage of(ImageSet set, int[] which, int columns, int scale) {
        List<BufferedImage> cells = new ArrayList<>();
        for (int i : which) {
            cells.add(Pixels.toImage(set, i));
        }
        return of(cells, columns, scale);
    }

    /**
     * Positions of pictures that represent a set: evenly spread over its classes, within a class by content, so that
     * neither names nor order decide.
     */
    public static int[] spread(ImageSet set, int count) {
        Integer[] order = new Integer[set.count()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.<Integer>comparingInt(set::label).thenComparing(i -> set.images()
                .imageHash(set.indices()[i])));
        int[] chosen = new int[Math.min(count, order.length)];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = order[(int) ((long) i * order.length / chosen.length)];
        }
        return chosen;
    }

    /** A square-ish grid of at most {@code count} pictures that represent a set. */
    public static BufferedImage preview(ImageSet set, int count) {
        int[] which = spread(set, count);
        int columns = (int) Math.ceil(Math.sqrt(which.length * 1.6));
        return of(set, which, columns, comfortableScale(set.size()));
    }
}
