package atelier.experiment;

import atelier.data.Grid;
import atelier.data.Pixels;
import atelier.evaluation.Neighbourhoods;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The generated pictures that lie nearest to a training picture, each with that picture: what copying would look like.
 *
 * @param pairs the nearest first
 * @param median distance of a generated picture to its nearest training picture
 * @param heldOutMedian the same of real held-out pictures
 * @param looked generated pictures that were searched
 * @param training pictures that were searched among
 * @param features the convention of the features
 * @param image the generated pictures above their training pictures
 */
public record ClosestPairs(
        List<Pair> pairs,
        double median,
        double heldOutMedian,
        int looked,
        int training,
        String features,
        BufferedImage image) {
    /**
     * A generated picture and the training picture nearest to it.
     *
     * @param sample number of the generated picture
     * @param distance Euclidean, between features
     */
    public record Pair(int sample, double distance) {}

    public ClosestPairs {
        pairs = List.copyOf(pairs);
    }

    /**
     * Searches every row of the training pictures.
     *
     * @param pictures that were generated
     * @param generated features of the first of them, or of all
     * @param heldOut features of real pictures that were not trained on
     * @param shown how many pairs
     * @param threads that search
     */
    static ClosestPairs of(
            ImageBatches pictures,
            FeatureSet generated,
            KnownPictures training,
            FeatureSet heldOut,
            int shown,
            int threads) {
        double heldOutMedian = median(heldOut, training.features(), threads);
        return of(pictures, generated, training, heldOutMedian, shown, threads);
    }

    /** The same where the median distance of held-out pictures is known. */
    static ClosestPairs of(
            ImageBatches pictures,
            FeatureSet generated,
            KnownPictures training,
            double heldOutMedian,
            int shown,
            int threads) {
        Neighbourhoods.Nearest nearest = Neighbourhoods.Nearest.of(generated, training.features(), threads);
        double[] distances = nearest.distance();
        int[] closest = IntStream.range(0, distances.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> distances[i]))
                .limit(shown)
                .mapToInt(Integer::intValue)
                .toArray();
        List<Pair> pairs = Arrays.stream(closest)
                .mapToObj(sample -> new Pair(sample, distances[sample]))
                .toList();
        return new ClosestPairs(
                pairs,
                median(distances),
                heldOutMedian,
                generated.count(),
                training.pictures().count(),
                generated.network(),
                draw(pictures, closest, nearest.index(), training));
    }

    private static BufferedImage draw(ImageBatches pictures, int[] closest, int[] rows, KnownPictures training) {
        try (Scope scope = Scope.withoutGradient()) {
            List<Tensor> cells = new ArrayList<>();
            for (int sample : closest) {
                cells.add(colour(pictures.batch(sample, sample + 1)));
            }
            int[] originals = Arrays.stream(closest).map(sample -> rows[sample]).toArray();
            cells.add(colour(Pixels.toFloat(training.pictures(), originals)));
            return Grid.of(
                    torch.cat(Torch.list(cells), 0),
                    closest.length,
                    Grid.comfortableScale(training.pictures().size()));
        }
    }

    /** Grey pictures may stand beside coloured ones. */
    private static Tensor colour(Tensor pictures) {
        long[] shape = pictures.shape();
        return shape[1] == 3 ? pictures : pictures.expand(shape[0], 3, shape[2], shape[3]);
    }

    /**
     * The median distance to the nearest training picture, divided by that of held-out pictures: about 1 is as it
     * should be.
     */
    public double ratio() {
        return median / Math.max(1e-12, heldOutMedian);
    }

    /** As in scores.json. */
    public ObjectNode toJson() {
        ObjectMapper json = new ObjectMapper();
        ObjectNode node = json.createObjectNode();
        node.set("pairs", json.valueToTree(pairs));
        node.put("median", median);
        node.put("heldOutMedian", heldOutMedian);
        node.put("looked", looked);
        node.put("training", training);
        node.put("convention", "Euclidean distance between features " + features);
        return node;
    }

    /** The median distance of rows to their nearest among others, found by so many threads. */
    static double median(FeatureSet rows, FeatureSet among, int threads) {
        return median(Neighbourhoods.Nearest.of(rows, among, threads).distance());
    }

    private static double median(double[] distances) {
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
