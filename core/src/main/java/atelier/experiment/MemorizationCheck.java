package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.evaluation.Canaries;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Score;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Whether a generator copies its training pictures: the share that are copies, C_T, AuthPct and nearest-neighbour ratio
 * of its pictures, how near they lie to training pictures compared with held-out ones, and the nearest pairs to look
 * at.
 *
 * @param scores {@code copied}, {@code nearest-ratio}, {@code ct} and {@code authpct}, with the floor of real held-out
 *     pictures, and {@code canaries}, how many planted copies {@code copied} would find
 * @param ratio median distance of a generated picture to its nearest training picture, divided by that of a held-out
 *     picture; about 1 is as it should be, far below 1 is copying
 * @param pairs the generated pictures that lie nearest to a training picture, above that picture
 * @param checked how many generated pictures were looked at
 * @param drawn which these are, in words
 */
public record MemorizationCheck(
        Map<String, Score> scores, double ratio, BufferedImage pairs, int checked, String drawn) {
    private static final int MOST = 5_000;
    /** Held-out pictures to compare with. */
    private static final int MOST_HELD_OUT = 2_000;
    /** Generated pictures in a row that are looked at together where not all are. */
    private static final int ROW = 50;

    private static final int SHOWN = 12;

    /**
     * Looks at all pictures, or where there are more than 5,000 at rows of 50 from places drawn at random, which are
     * made far more quickly than single ones; every training picture is compared with.
     *
     * @param pictures those that will be used, so with the seed and the truncation of that use
     */
    public static MemorizationCheck of(
            ImageBatches pictures, ImageDataset data, FeatureExtraction extraction, ProgressListener progress) {
        int[] chosen = chosen(pictures.count());
        ImageBatches some = some(pictures, chosen);
        progress.progress("comparing with training pictures", 0, -1);
        KnownPictures training = KnownPictures.of(extraction, data.train());
        ImageSet usual = Samples.some(data.test(), MOST_HELD_OUT);
        FeatureSet heldOut = extraction.extract(usual);
        FeatureSet generated = extraction.extract(some);
        Evaluation.Options options = new Evaluation.Options(
                List.of("ct", "authpct", "nearest-ratio", "copied"), 0, 1, extraction.threads(), progress, null);
        Map<String, Score> scores = new LinkedHashMap<>(new Evaluation(heldOut, training.features(), options)
                .score(generated)
                .scores());
        scores.put(
                Canaries.metric(),
                Canaries.score(extraction, training.pictures(), training.features(), usual, heldOut));
        ClosestPairs closest = ClosestPairs.of(some, generated, training, heldOut, SHOWN, extraction.threads());
        return new MemorizationCheck(
                scores,
                closest.ratio(),
                closest.image(),
                chosen.length,
                chosen.length == pictures.count()
                        ? "all pictures"
                        : "rows of " + ROW + " pictures from places drawn at random with a fixed seed");
    }

    /** Positions, ascending. */
    static int[] chosen(int count) {
        if (count <= MOST) {
            return IntStream.range(0, count).toArray();
        }
        int[] order = RandomStream.of(1, "pictures looked at for copies", 0).permutation(count / ROW);
        return Arrays.stream(order, 0, MOST / ROW)
                .sorted()
                .flatMap(row -> IntStream.range(row * ROW, (row + 1) * ROW))
                .toArray();
    }

    /** Pictures at the chosen positions; those in a row are made together. */
    private static ImageBatches some(ImageBatches pictures, int[] chosen) {
        return new ImageBatches() {
            @Override
            public int count() {
                return chosen.length;
            }

            @Override
            public Tensor batch(int from, int to) {
                ArrayList<Tensor> parts = new ArrayList<>();
                for (int start = from; start < to; ) {
                    int end = start + 1;
                    while (end < to && chosen[end] == chosen[end - 1] + 1) {
                        end++;
                    }
                    parts.add(pictures.batch(chosen[start], chosen[end - 1] + 1));
                    start = end;
                }
                return torch.cat(Torch.list(parts), 0);
            }
        };
    }
}
