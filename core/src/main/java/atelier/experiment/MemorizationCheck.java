package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Score;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether a generator copies its training pictures: C_T and AuthPct of some of its pictures, how near they lie to training
 * pictures compared with held-out ones, and the nearest pairs to look at.
 *
 * @param scores {@code ct} and {@code authpct}, with the floor of real held-out pictures
 * @param ratio median distance of a generated picture to its nearest training picture, divided by that of a held-out
 *     picture; about 1 is as it should be, far below 1 is copying
 * @param pairs the generated pictures that lie nearest to a training picture, above that picture
 * @param checked how many generated pictures were looked at
 */
public record MemorizationCheck(Map<String, Score> scores, double ratio, BufferedImage pairs, int checked) {
    private static final int MOST = 2_000;
    private static final int SHOWN = 12;

    /**
     * Looks at the first of the given pictures; every training picture is compared with.
     *
     * @param pictures those that will be used, so with the seed and the truncation of that use
     */
    public static MemorizationCheck of(
            ImageBatches pictures, ImageDataset data, FeatureExtraction extraction, ProgressListener progress) {
        int checked = Math.min(MOST, pictures.count());
        progress.progress("comparing with training pictures", 0, -1);
        KnownPictures training = KnownPictures.of(extraction, data.train());
        FeatureSet heldOut = extraction.extract(Samples.some(data.test(), MOST));
        FeatureSet generated = extraction.extract(first(pictures, checked));
        Evaluation.Options options = new Evaluation.Options(
                List.of("ct", "authpct"), 0, 1, Runtime.getRuntime().availableProcessors(), progress, null);
        Map<String, Score> scores = new Evaluation(heldOut, training.features(), options)
                .score(generated)
                .scores();
        ClosestPairs closest = ClosestPairs.of(pictures, generated, training, heldOut, SHOWN);
        return new MemorizationCheck(scores, closest.ratio(), closest.image(), checked);
    }

    private static ImageBatches first(ImageBatches pictures, int count) {
        return new ImageBatches() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Tensor batch(int from, int to) {
                return pictures.batch(from, to);
            }
        };
    }
}
