package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.FeatureSet;
import org.junit.jupiter.api.Test;

/** Planted copies: found among the pictures that were looked at, and only there. */
class CanariesTest {
    private static ImageDataset shapes() {
        return Datasets.open("turned-shapes", DataOptions.defaults(), ProgressListener.NONE);
    }

    private static FeatureNetwork pixels() {
        return FeatureNetworks.open("pixels", FeatureNetworks.Options.defaults());
    }

    @Test
    void plantedCopiesAreFoundAndOtherPicturesAreNot() {
        try (FeatureNetwork network = pixels();
                ImageDataset data = shapes()) {
            FeatureExtraction extraction = new FeatureExtraction(network, 2);
            ImageSet training = data.train().first(1_000);
            ImageSet heldOut = data.test().first(600);
            Score score = Canaries.score(
                    extraction, training, extraction.extract(training), heldOut, extraction.extract(heldOut));
            assertThat(score.value()).isGreaterThan(0.8);
            assertThat(score.floor()).isLessThan(0.1);
            assertThat(score.low()).isLessThan(score.value());
            assertThat(score.count()).isEqualTo(200);
            assertThat(score.convention()).contains("pixels", "200 planted, among 1000 training pictures");
        }
    }

    @Test
    void copiesOfPicturesThatWereNotLookedAtAreNotFound() {
        try (FeatureNetwork network = pixels();
                ImageDataset data = shapes()) {
            FeatureExtraction extraction = new FeatureExtraction(network, 2);
            ImageSet heldOut = data.test().first(600);
            FeatureSet others = extraction.extract(data.train().first(1_000));
            Score score = Canaries.score(
                    extraction, data.validation().first(500), others, heldOut, extraction.extract(heldOut));
            assertThat(score.value()).isLessThan(0.1);
        }
    }

    @Test
    void fewPicturesHaveNone() {
        try (FeatureNetwork network = pixels();
                ImageDataset data = shapes()) {
            FeatureExtraction extraction = new FeatureExtraction(network, 2);
            ImageSet few = data.train().first(20);
            FeatureSet features = extraction.extract(few);
            Score score = Canaries.score(extraction, few, features, few, features);
            assertThat(score.value()).isNull();
            assertThat(score.reason()).contains("needs at least 50", "got 20 and 20");
        }
    }
}
