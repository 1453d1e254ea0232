package atelier.data;

import java.util.List;

/**
 * Pictures divided into training, validation and test, fixed before training by the pictures' content.
 *
 * @param name the catalogue's name or the last part of the path
 * @param images all pictures, with those that belong to no split
 * @param train to train on
 * @param validation to choose settings by
 * @param test to judge by, touched once
 * @param provenance what a run records about its data
 */
public record ImageDataset(
        String name, PackedImages images, ImageSet train, ImageSet validation, ImageSet test, DataProvenance provenance)
        implements AutoCloseable {
    /** Side of the square pictures in pixels. */
    public int size() {
        return images.size();
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return images.channels();
    }

    /** Names by label; empty: the pictures are not labelled. */
    public List<String> labelNames() {
        return images.labelNames();
    }

    /** Every picture, whatever its split. */
    public ImageSet all() {
        return ImageSet.all(name, images);
    }

    @Override
    public void close() {
        images.close();
    }
}
