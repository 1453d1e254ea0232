package atelier.data;

import java.io.IOException;

/**
 * A picture in a file format, whose bytes are read when they are needed.
 *
 * @param heldBytes how many of them are in memory already
 */
record EncodedItem(String name, int label, OwnSplit split, Content content, long heldBytes)
        implements ImageSource.Item {
    /** No picture file is read beyond this size. */
    static final int MAXIMUM_BYTES = 256 << 20;

    /** A picture of which nothing is in memory yet. */
    EncodedItem(String name, int label, OwnSplit split, Content content) {
        this(name, label, split, content, 0);
    }

    /** Where the bytes come from. */
    @FunctionalInterface
    interface Content {
        byte[] read() throws IOException;
    }

    @Override
    public ImageSource.Dimensions measure() throws IOException {
        return ImageDecoder.measure(content.read());
    }

    @Override
    public Picture decode(int backgroundRgb, int target) throws IOException {
        return ImageDecoder.decode(content.read(), backgroundRgb, target);
    }
}
