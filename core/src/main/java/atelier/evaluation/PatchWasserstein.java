package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.nn.features.PerceptualDistance;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Sliced Wasserstein distance of patches (Karras et al. 2018, arXiv 1710.10196, section 5): whether small details, at
 * every scale of a Laplacian pyramid, are distributed as in real pictures. Knows no network and no objects: it sees
 * blur, noise and wrong textures, and not whether parts fit together. Departs from the paper in taking 32 patches of
 * each of up to 1,000 pictures instead of 128 of each of 16,384, and levels down to 14 pixels instead of 16.
 */
public final class PatchWasserstein implements SampleMetric {
    private static final int SIDE = 7;
    private static final int PATCHES = 32;
    private static final int DIRECTIONS = 512;
    private static final int SMALLEST_LEVEL = 14;
    private static final double SCALE = 1000;
    private static final int BATCH = 100;
    private static final long SEED = 0x5eed_9a7cL;

    @Override
    public String name() {
        return "sliced-wasserstein-patches";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return "[0, inf)";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public String convention() {
        return "mean over the levels of a Laplacian pyramid (sides of at least 14) of 1,000 times the sliced"
                + " 1-Wasserstein distance of 32 random 7x7 patches per picture, each channel of a level with mean 0 and"
                + " deviation 1 over each set's patches, 512 unit directions, fixed seeds, generated against held-out"
                + " real pictures; no interval; the floor is that of as many training pictures";
    }

    @Override
    public String paper() {
        return "Karras et al. 2018, arXiv 1710.10196";
    }

    @Override
    public int minimumCount() {
        return 10;
    }

    @Override
    public int advisedCount() {
        return 500;
    }

    @Override
    public int minimumSide() {
        return SMALLEST_LEVEL;
    }

    @Override
    public boolean looksAtTraining() {
        return true;
    }

    @Override
    public Score score(
            PictureSample generated,
            PictureSample heldOut,
            @Nullable PictureSample training,
            @Nullable PerceptualDistance network) {
        int count = generated.count();
        if (!generated.alike(heldOut)) {
            return Score.notApplicable(this, count, "generated and real pictures differ in size or channels");
        }
        List<FeatureSet> real = patches(heldOut.pictures());
        double[] perLevel = perLevel(real, patches(generated.pictures()));
        Double floor =
                training == null || !training.alike(heldOut) ? null : floor(heldOut, real, training.first(count));
        String caution = Math.min(count, heldOut.count()) < advisedCount()
                ? "only " + Math.min(count, heldOut.count()) + " pictures in the smaller set; from " + advisedCount()
                        + " on the number is worth comparing"
                : null;
        return new Score(
                name(),
                Intervals.mean(perLevel),
                null,
                null,
                floor,
                convention() + "; " + perLevel.length + " levels, " + count + " against " + heldOut.count() + " real"
                        + (training == null || training.count() >= count
                                ? ""
                                : ", floor from " + training.count() + " training pictures only"),
                count,
                caution);
    }

    private double floor(PictureSample heldOut, List<FeatureSet> real, PictureSample training) {
        String key = name() + "@" + training.count();
        Double known = heldOut.known().get(key);
        double floor = known == null ? Intervals.mean(perLevel(real, patches(training.pictures()))) : known;
        heldOut.known().put(key, floor);
        return floor;
    }

    /** The distance of every level, largest first. */
    static double[] perLevel(List<FeatureSet> real, List<FeatureSet> generated) {
        double[] distances = new double[real.size()];
        double[] directions = SlicedWasserstein.directions(real.get(0).dimensions(), DIRECTIONS);
        for (int level = 0; level < distances.length; level++) {
            distances[level] = SCALE
                    * SlicedWasserstein.between(real.get(level), generated.get(level), directions)
                            .meanAbsolute();
        }
        return distances;
    }

    /** The normalised patches of every level, [32 N, 49 C] each. */
    static List<FeatureSet> patches(Tensor pictures) {
        int count = Math.toIntExact(pictures.size(0));
        int channels = Math.toIntExact(pictures.size(1));
        int levels = LaplacianPyramid.levels((int) Math.min(pictures.size(2), pictures.size(3)), SMALLEST_LEVEL);
        int row = channels * SIDE * SIDE;
        List<float[]> values = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            values.add(new float[Math.multiplyExact(count * PATCHES, row)]);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (int from = 0; from < count; from += BATCH) {
            int size = Math.min(BATCH, count - from);
            try (Scope scope = Scope.withoutGradient()) {
                List<Tensor> pyramid = LaplacianPyramid.of(pictures.narrow(0, from, size), levels);
                for (int level = 0; level < levels; level++) {
                    cut(pyramid.get(level), random, values.get(level), from * PATCHES * row);
                }
            }
        }
        return values.stream()
                .map(rows -> new FeatureSet("patches", count * PATCHES, row, normalised(rows, channels)))
                .toList();
    }

    /** Patches of every picture at random places, channel after channel, row after row. */
    private static void cut(Tensor level, SplittableRandom random, float[] target, int offset) {
        int channels = (int) level.size(1);
        int height = (int) level.size(2);
        int width = (int) level.size(3);
        float[] values = Torch.toFloats(level.contiguous());
        int at = offset;
        for (int picture = 0; picture < level.size(0); picture++) {
            for (int patch = 0; patch < PATCHES; patch++) {
                int top = random.nextInt(height - SIDE + 1);
                int left = random.nextInt(width - SIDE + 1);
                for (int channel = 0; channel < channels; channel++) {
                    for (int y = 0; y < SIDE; y++) {
                        int start = ((picture * channels + channel) * height + top + y) * width + left;
                        System.arraycopy(values, start, target, at, SIDE);
                        at += SIDE;
                    }
                }
            }
        }
    }

    /** Every channel with mean 0 and deviation 1 over all patches; a constant one stays at 0. */
    static float[] normalised(float[] rows, int channels) {
        int plane = SIDE * SIDE;
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        for (int i = 0; i < rows.length; i++) {
            int channel = i / plane % channels;
            sum[channel] += rows[i];
            squares[channel] += (double) rows[i] * rows[i];
        }
        double each = rows.length / (double) channels;
        for (int i = 0; i < rows.length; i++) {
            int channel = i / plane % channels;
            double mean = sum[channel] / each;
            double deviation = Math.sqrt(Math.max(0, squares[channel] / each - mean * mean));
            rows[i] = deviation > 0 ? (float) ((rows[i] - mean) / deviation) : 0;
        }
        return rows;
    }
}
