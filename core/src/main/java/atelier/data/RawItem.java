package atelier.data;

import java.util.function.Supplier;

/** A picture that needs no decoding. */
record RawItem(String name, int label, OwnSplit split, ImageSource.Dimensions measure, Supplier<Picture> picture)
        implements ImageSource.Item {
    /** As if it had colours. */
    @Override
    public long heldBytes() {
        return 3L * measure.width() * measure.height();
    }

    @Override
    public Picture decode(int backgroundRgb, int target) {
        return picture.get();
    }
}
