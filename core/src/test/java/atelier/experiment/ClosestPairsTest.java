package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.Grid;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.TinyPictures;
import atelier.evaluation.Evaluation;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.torch.RandomStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planted copier is shown beside the pictures that it copied, pixel by pixel. */
class ClosestPairsTest {
    @Test
    void aCopierStandsBesideWhatItCopied(@TempDir Path folder) throws IOException {
        Protocol protocol = TinyRuns.protocol(TinyPictures.folder(folder.resolve("pictures"), 240, 3, 16, 3), 64);
        try (ImageDataset data = TinyRuns.open(protocol);
                FeatureNetwork network = FeatureNetworks.open("atelier-32", FeatureNetworks.Options.defaults())) {
            FeatureExtraction extraction = new FeatureExtraction(network, 1);
            RunEvaluation evaluation = new RunEvaluation(
                    extraction, data, 50, Evaluation.Options.defaults().withMetrics(List.of("authpct")));
            // Copies lie in an order of their own; every training picture is looked at, more than scores stand on.
            ImageSet copies = data.train()
                    .choose(RandomStream.of(7, "copier", 0)
                            .permutation(data.train().count()));
            ClosestPairs pairs = evaluation.closest(Samples.of(copies), extraction.extract(Samples.of(copies)));
            assertThat(pairs.pairs()).hasSize(8).allSatisfy(pair -> assertThat(pair.distance())
                    .isCloseTo(0, within(1e-3)));
            int scale = Grid.comfortableScale(16);
            for (int column = 0; column < 8; column++) {
                BufferedImage shown = cell(pairs.image(), column, 0, 16 * scale);
                requireEqual(shown, cell(pairs.image(), column, 1, 16 * scale), 1);
                int number = pairs.pairs().get(column).sample();
                requireEqual(Pixels.toImage(copies, number), shown, scale);
            }
            assertThat(pairs.heldOutMedian()).isPositive();
            assertThat(pairs.training()).isEqualTo(data.train().count()).isGreaterThan(50);
        }
    }

    private static BufferedImage cell(BufferedImage grid, int column, int row, int side) {
        int step = side + Grid.GAP;
        return grid.getSubimage(Grid.GAP + column * step, Grid.GAP + row * step, side, side);
    }

    private static void requireEqual(BufferedImage first, BufferedImage second, int scale) {
        for (int y = 0; y < first.getHeight(); y++) {
            for (int x = 0; x < first.getWidth(); x++) {
                assertThat(second.getRGB(x * scale, y * scale))
                        .as("pixel " + x + ", " + y)
                        .isEqualTo(first.getRGB(x, y));
            }
        }
    }
}
