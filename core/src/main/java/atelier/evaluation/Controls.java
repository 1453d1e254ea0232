package atelier.evaluation;

import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Pictures of which it is known that they are worse than real ones, and in what way; a metric that does not say so is
 * not believed about generators either. Made from real pictures: blurred, noisy, one picture over and over
 * ({@code single-mode}), and copies of training pictures ({@code memorised}).
 */
public final class Controls {
    /** Standard deviation of the noise, on [-1,1]. */
    private static final float NOISE = 0.2f;
    /** Differences within the single mode, on [-1,1]: pictures of one generator's favourite are not quite equal. */
    private static final float JITTER = 0.02f;
    /** The blur's standard deviation is this share of the picture's side: 1 pixel at 28. */
    private static final double BLUR = 1 / 28.0;

    private static final int BATCH = 64;

    /** A control and the metrics that must call it worse than real pictures. */
    private record Expectation(String control, List<String> metrics) {}

    private static final List<Expectation> EXPECTATIONS = List.of(
            new Expectation(
                    "blurred",
                    List.of("frechet-distance", "kid", "cmmd", "precision", "density", "realism", "coverage")),
            new Expectation(
                    "noisy", List.of("frechet-distance", "kid", "cmmd", "precision", "density", "realism", "coverage")),
            new Expectation(
                    "single-mode",
                    List.of("frechet-distance", "kid", "cmmd", "recall", "coverage", "vendi", "repetition")),
            new Expectation("memorised", List.of("authpct", "ct", "nearest-ratio", "copied")));

    private Controls() {}

    /**
     * Runs every control through the metrics.
     *
     * @param extraction the feature network
     * @param heldOut [N,C,H,W] float32 in [-1,1], real pictures to compare with
     * @param training [M,C,H,W] other real pictures, of which the controls are made
     * @param metrics names of the metrics to try
     */
    public static List<ControlResult> run(
            FeatureExtraction extraction, Tensor heldOut, Tensor training, List<String> metrics, long seed) {
        FeatureSet heldOutFeatures = extraction.extract(ImageBatches.of(heldOut));
        FeatureSet trainingFeatures = extraction.extract(ImageBatches.of(training));
        int count = Math.min(heldOutFeatures.count(), trainingFeatures.count());
        SetPair real = new SetPair(heldOutFeatures, trainingFeatures.first(count), trainingFeatures);
        List<ControlResult> results = new ArrayList<>();
        for (Expectation expectation : EXPECTATIONS) {
            SetPair pair;
            if (expectation.control().equals("memorised")) {
                pair = real;
            } else {
                try (Scope scope = Scope.withoutGradient()) {
                    Tensor pictures = make(expectation.control(), training.narrow(0, 0, count), seed);
                    pair = new SetPair(
                            heldOutFeatures, extraction.extract(ImageBatches.of(pictures)), trainingFeatures);
                }
            }
            for (String name : expectation.metrics()) {
                if (metrics.contains(name) && Metrics.named(name) instanceof FeatureMetric metric) {
                    compare(expectation.control(), metric, real, pair, results);
                }
            }
        }
        return results;
    }

    private static void compare(
            String control, FeatureMetric metric, SetPair real, SetPair pair, List<ControlResult> results) {
        if (pair.count() < metric.minimumCount()) {
            return;
        }
        boolean copies = control.equals("memorised");
        // Against copying, real means: pictures that were not trained on.
        double expected = copies
                ? metric.value(metric.floorPair(
                        real.real(), real.training(), real.real().count()))
                : metric.value(real);
        double got = metric.value(pair);
        boolean worse = metric.direction() == Direction.LOWER ? got > expected : got < expected;
        results.add(new ControlResult(control, metric.name(), worse, expected, got));
    }

    /**
     * The pictures of one control.
     *
     * @param name {@code blurred}, {@code noisy} or {@code single-mode}
     * @param real [N,C,H,W] float32 in [-1,1]
     * @return [N,C,H,W] float32 in [-1,1], owned by the caller's scope
     */
    public static Tensor make(String name, Tensor real, long seed) {
        return switch (name) {
            case "blurred" -> blurred(real);
            case "noisy" -> noisy(real, NOISE, seed);
            case "single-mode" -> noisy(real.narrow(0, 0, 1).expand(real.shape()), JITTER, seed);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Tensor noisy(Tensor images, float deviation, long seed) {
        float[] noise = new float[Math.toIntExact(images.numel())];
        RandomStream.of(seed, "control noise", 0).fillNormal(noise, 0, noise.length);
        return Torch.fromFloats(noise, images.shape())
                .mul_(new Scalar(deviation))
                .add_(images)
                .clamp_(new ScalarOptional(new Scalar(-1.0)), new ScalarOptional(new Scalar(1.0)));
    }

    /** Gaussian blur over mirrored borders. */
    private static Tensor blurred(Tensor images) {
        int side = Math.toIntExact(images.size(2));
        double deviation = BLUR * side;
        int radius = Math.min(side - 1, (int) Math.ceil(3 * deviation));
        float[] weights = new float[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += Math.exp(-i * i / (2 * deviation * deviation));
        }
        for (int i = -radius; i <= radius; i++) {
            weights[i + radius] = (float) (Math.exp(-i * i / (2 * deviation * deviation)) / sum);
        }
        long[] shape = images.shape();
        Tensor result = torch.empty_like(images);
        Tensor column = Torch.fromFloats(weights, 1, 1, weights.length, 1);
        Tensor row = Torch.fromFloats(weights, 1, 1, 1, weights.length);
        for (long from = 0; from < shape[0]; from += BATCH) {
            long size = Math.min(BATCH, shape[0] - from);
            try (Scope scope = Scope.withoutGradient()) {
                Tensor planes = images.narrow(0, from, size).reshape(size * shape[1], 1, shape[2], shape[3]);
                Tensor padded = torch.reflection_pad2d(planes, radius, radius, radius, radius);
                Tensor smooth = convolve(convolve(padded, column), row);
                result.narrow(0, from, size).copy_(smooth.reshape(size, shape[1], shape[2], shape[3]));
            }
        }
        return result;
    }

    private static Tensor convolve(Tensor planes, Tensor kernel) {
        long[] ones = {1, 1};
        return torch.conv2d(planes, kernel, new TensorOptional(), ones, new long[] {0, 0}, Arrays.copyOf(ones, 2), 1);
    }
}
