package atelier.experiment;

import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;

/**
 * On which features and how many pictures scores stand.
 *
 * @param features name of the feature network, or the path of an {@code .onnx} file
 * @param options how it is opened
 * @param count pictures, at most
 */
public record ScoreBasis(String features, FeatureNetworks.Options options, int count) {
    /** Refuses scores that stand on nothing; a network's other name becomes that of the catalogue. */
    public ScoreBasis {
        features = FeatureNetworks.canonical(features);
        if (count < 1) {
            throw new AtelierException(
                    Exit.USAGE, "the count of pictures that scores stand on is " + count + ", expected at least 1.");
        }
    }

    /** The first network of the catalogue, and up to 5,000 pictures. */
    public static ScoreBasis defaults() {
        return new ScoreBasis(FeatureNetworks.catalogue().get(0).name(), FeatureNetworks.Options.defaults(), 5_000);
    }

    /** Opens the network. */
    public FeatureNetwork open() {
        return FeatureNetworks.open(features, options);
    }
}
