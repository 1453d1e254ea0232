package atelier.data;

/**
 * Brings a picture to a square of a given size. A picture of that size passes unchanged. Photographs are resampled.
 * Drawn pictures (palette or transparency) that are not larger than the square are enlarged by whole factors and laid
 * on the background, because smoothing would spoil them.
 */
final class Fitter {
    private final int size;
    private final Fit fit;
    private final int backgroundRgb;

    Fitter(int size, Fit fit, int backgroundRgb) {
        this.size = size;
        this.fit = fit;
        this.backgroundRgb = backgroundRgb;
    }

    /** The picture as size x size pixels. */
    Picture apply(Picture picture) {
        int shorter = Math.min(picture.width(), picture.height());
        int longer = Math.max(picture.width(), picture.height());
        if (shorter == size && longer == size) {
            return picture;
        }
        if (picture.drawn() && longer <= size) {
            return centred(enlarged(picture, size / longer));
        }
        if (picture.drawn() && fit == Fit.CROP && shorter <= size) {
            return centred(picture);
        }
        if (fit == Fit.CROP) {
            Picture square = shorter == longer ? picture : cropped(picture, shorter);
            return Resampler.resize(square, size, size);
        }
        double scale = (double) size / longer;
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        return centred(Resampler.resize(picture, width, height));
    }

    private static Picture cropped(Picture picture, int side) {
        int channels = picture.channels();
        int left = (picture.width() - side) / 2;
        int top = (picture.height() - side) / 2;
        byte[] pixels = new byte[side * side * channels];
        for (int y = 0; y < side; y++) {
            int from = ((top + y) * picture.width() + left) * channels;
            System.arraycopy(picture.pixels(), from, pixels, y * side * channels, side * channels);
        }
        return picture.withPixels(side, side, pixels);
    }

    private static Picture enlarged(Picture picture, int factor) {
        if (factor == 1) {
            return picture;
        }
        int channels = picture.channels();
        int width = picture.width() * factor;
        int height = picture.height() * factor;
        byte[] pixels = new byte[width * height * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = (y / factor * picture.width() + x / factor) * channels;
                System.arraycopy(picture.pixels(), from, pixels, (y * width + x) * channels, channels);
            }
        }
        return picture.withPixels(width, height, pixels);
    }

    /** On a square of the background colour, in the middle; what is larger than the square is cut off. */
    private Picture centred(Picture picture) {
        int red = backgroundRgb >> 16;
        int green = backgroundRgb >> 8 & 0xFF;
        int blue = backgroundRgb & 0xFF;
        Picture placed = red == green && red == blue ? picture : picture.toColour();
        int channels = placed.channels();
        byte[] pixels = new byte[size * size * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % channels == 0 ? red : i % channels == 1 ? green : blue);
        }
        int left = Math.floorDiv(size - placed.width(), 2);
        int top = Math.floorDiv(size - placed.height(), 2);
        int from = Math.max(0, -left);
        int columns = Math.min(placed.width() - from, size - Math.max(0, left));
        for (int y = Math.max(0, top); y < Math.min(size, top + placed.height()); y++) {
            int source = ((y - top) * placed.width() + from) * channels;
            int target = (y * size + Math.max(0, left)) * channels;
            System.arraycopy(placed.pixels(), source, pixels, target, columns * channels);
        }
        return new Picture(size, size, channels, pixels, placed.transparent(), placed.palette());
    }
}
