package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.data.TinyPictures;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted copies are found, and pictures of one's own are not taken for copies. */
class MemorizationCheckTest {
    @Test
    void copiesOfTrainingPicturesLieFarNearerThanHeldOutPictures(@TempDir Path folder) throws IOException {
        Protocol protocol = TinyRuns.protocol(TinyPictures.folder(folder.resolve("pictures"), 120, 3, 16, 3), 64);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            assertThat(check(data, data.train()).ratio()).isLessThan(0.1);
            assertThat(check(data, data.test()).ratio()).isBetween(0.9, 1.1);
            MemorizationCheck others = check(data, data.validation());
            assertThat(others.ratio()).isGreaterThan(0.3);
            assertThat(others.checked()).isEqualTo(data.validation().count());
            assertThat(others.drawn()).isEqualTo("all pictures");
            assertThat(others.pairs().getWidth()).isPositive();
        }
    }

    @Test
    void whereThereAreTooManyPicturesRowsOfThemAreDrawnFromEverywhere() {
        assertThat(MemorizationCheck.chosen(5_000)).hasSize(5_000);
        int[] chosen = MemorizationCheck.chosen(50_020);
        assertThat(chosen).hasSize(5_000).isSorted().doesNotHaveDuplicates();
        assertThat(chosen[0]).isLessThan(5_000);
        assertThat(chosen[4_999]).isBetween(45_000, 50_019);
    }

    private static MemorizationCheck check(ImageDataset data, ImageSet pictures) {
        try (FeatureNetwork network = FeatureNetworks.open("atelier-32", FeatureNetworks.Options.defaults())) {
            return MemorizationCheck.of(
                    Samples.of(pictures), data, new FeatureExtraction(network, 1), ProgressListener.NONE);
        }
    }
}
