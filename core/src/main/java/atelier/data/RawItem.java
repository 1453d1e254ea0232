package atelier.data;

import java.util.function.Supplier;

/** A picture that needs no decoding. */
record RawItem(String name, int label, OwnSplit split, ImageSource.Dimensions measure, Supplier<Picture> picture)
        implements ImageSource.Item {
    @Override
    public Picture decode(int backgroundRgb, int target) {
        return picture.get();
    }
}
