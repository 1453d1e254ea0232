package atelier.data;

/**
 * One decoded picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param pixels height x width x channels, uint8
 * @param transparent it had pixels that were not opaque, now laid over the background
 * @param palette its colours came from a palette
 */
record Picture(int width, int height, int channels, byte[] pixels, boolean transparent, boolean palette) {
    Picture {
        if (pixels.length != width * height * channels) {
            throw new IllegalArgumentException(
                    "%d bytes for %d x %d x %d".formatted(pixels.length, width, height, channels));
        }
    }

    /** An opaque picture without a palette. */
    static Picture of(int width, int height, int channels, byte[] pixels) {
        return new Picture(width, height, channels, pixels, false, false);
    }

    Picture withPixels(int newWidth, int newHeight, byte[] newPixels) {
        return new Picture(newWidth, newHeight, channels, newPixels, transparent, palette);
    }

    /** Whether it was drawn pixel by pixel, so that smoothing would spoil it. */
    boolean drawn() {
        return transparent || palette;
    }

    /** Whether every pixel is grey. */
    boolean isGrey() {
        if (channels == 1) {
            return true;
        }
        for (int i = 0; i < pixels.length; i += 3) {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2]) {
                return false;
            }
        }
        return true;
    }

    /** The same picture with one channel; only for a picture that {@link #isGrey()}. */
    Picture toGrey() {
        if (channels == 1) {
            return this;
        }
        byte[] grey = new byte[width * height];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = pixels[3 * i];
        }
        return new Picture(width, height, 1, grey, transparent, palette);
    }

    /** The same picture with three channels. */
    Picture toColour() {
        if (channels == 3) {
            return this;
        }
        byte[] colour = new byte[3 * pixels.length];
        for (int i = 0; i < colour.length; i++) {
            colour[i] = pixels[i / 3];
        }
        return new Picture(width, height, 3, colour, transparent, palette);
    }
}
