package atelier.evaluation;

import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Random pairs of pictures of a set, within classes where there are classes. No picture is in two pairs, so that the
 * values of pairs are independent and their mean has the interval of a mean.
 */
final class PicturePairs {
    /** Ends a convention. */
    static final String RULE =
            " over pairs drawn with a fixed seed, of one class where generated and real pictures have"
                    + " classes, no picture in two pairs; the floor is the same of real held-out pictures";

    private static final long SEED = 0x5eed_9a12L;

    private PicturePairs() {}

    /** Positions of the first and the second picture of each pair; what is left over in a class has no pair. */
    static int[][] draw(int[] labels) {
        TreeMap<Integer, List<Integer>> classes = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            classes.computeIfAbsent(labels[i], label -> new ArrayList<>()).add(i);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        for (List<Integer> members : classes.values()) {
            int[] order = shuffled(members, random);
            for (int i = 0; i + 1 < order.length; i += 2) {
                first.add(order[i]);
                second.add(order[i + 1]);
            }
        }
        return new int[][] {integers(first), integers(second)};
    }

    private static int[] shuffled(List<Integer> members, SplittableRandom random) {
        int[] order = integers(members);
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    private static int[] integers(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The mean of a picture metric between pairs of generated pictures, beside that of real ones. */
    static Score score(Metric metric, PictureMetric between, PictureSample generated, PictureSample heldOut) {
        boolean classes = generated.labelled() && heldOut.labelled();
        double[] values = values(between, classes ? generated : generated.unlabelled());
        if (values.length == 0) {
            return Score.notApplicable(metric, generated.count(), "no class has two pictures");
        }
        String caution = generated.count() < metric.advisedCount()
                ? "only " + values.length + " pairs; from " + metric.advisedCount() / 2
                        + " on the number is worth comparing"
                : null;
        return Score.ofMean(metric, values, caution)
                .beside(generated.alike(heldOut) ? floor(metric, between, heldOut, classes) : null)
                .of(generated.count())
                .saying("; " + values.length + " pairs" + (classes ? " within classes" : ""));
    }

    private static @Nullable Double floor(
            Metric metric, PictureMetric between, PictureSample heldOut, boolean classes) {
        String key = metric.name() + (classes ? " within classes" : "");
        Double known = heldOut.known().get(key);
        if (known != null) {
            return known;
        }
        double[] values = values(between, classes ? heldOut : heldOut.unlabelled());
        if (values.length == 0) {
            return null;
        }
        heldOut.known().put(key, Intervals.mean(values));
        return Intervals.mean(values);
    }

    private static double[] values(PictureMetric between, PictureSample sample) {
        int[][] pairs = draw(sample.labels());
        if (pairs[0].length == 0) {
            return new double[0];
        }
        return Pictures.inBatches(between, rows(sample.pictures(), pairs[0]), rows(sample.pictures(), pairs[1]));
    }

    private static Tensor rows(Tensor pictures, int[] chosen) {
        return pictures.index_select(
                0, Torch.fromLongs(Arrays.stream(chosen).asLongStream().toArray(), chosen.length));
    }
}
