package atelier.experiment;

import atelier.data.ImageSet;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;

/**
 * Real pictures and their features, row by row: whoever finds a row finds the picture that it was made of, whatever order
 * the pictures were taken in.
 *
 * @param pictures in the order of the rows
 * @param features one row per picture
 */
record KnownPictures(ImageSet pictures, FeatureSet features) {
    KnownPictures {
        if (pictures.count() != features.count()) {
            throw new IllegalArgumentException(
                    features.count() + " rows of features for " + pictures.count() + " pictures");
        }
    }

    /** Extracts the features. */
    static KnownPictures of(FeatureExtraction extraction, ImageSet pictures) {
        return new KnownPictures(pictures, extraction.extract(pictures));
    }
}
