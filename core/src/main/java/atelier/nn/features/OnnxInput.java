package atelier.nn.features;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a network of the user's own takes pictures and what of it is a feature.
 *
 * @param resize to its input size
 * @param mean of each channel on [0,1], or null for that of ImageNet (one channel: 0)
 * @param deviation of each channel on [0,1], or null for that of ImageNet (one channel: 1)
 * @param output its name in the file, or null for the first
 * @param classes what the output says of classes, for the Inception Score; null where it says nothing
 */
public record OnnxInput(
        PictureResize resize,
        @Nullable List<Double> mean,
        @Nullable List<Double> deviation,
        @Nullable String output,
        @Nullable Classes classes) {
    /** What a row of the output is where the network is a classifier. */
    public enum Classes {
        /** Numbers of which softmax makes probabilities. */
        LOGITS,
        /** Numbers from 0 to 1 that add up to 1. */
        PROBABILITIES;

        /** As in {@code features.classes}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Bilinear, ImageNet's mean and deviation, the first output, no classifier. */
    public static final OnnxInput DEFAULT = new OnnxInput(PictureResize.BILINEAR, null, null, null);

    /** A network that is no classifier. */
    public OnnxInput(
            PictureResize resize,
            @Nullable List<Double> mean,
            @Nullable List<Double> deviation,
            @Nullable String output) {
        this(resize, mean, deviation, output, null);
    }

    /** The normalisation for so many channels, as an array per channel. */
    double[] means(int channels) {
        return values(mean, channels == 3 ? Normalization.IMAGENET_MEAN : new double[channels]);
    }

    double[] deviations(int channels) {
        double[] one = new double[channels];
        Arrays.fill(one, 1);
        return values(deviation, channels == 3 ? Normalization.IMAGENET_DEVIATION : one);
    }

    private static double[] values(@Nullable List<Double> given, double[] otherwise) {
        return given == null
                ? otherwise.clone()
                : given.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** For a convention, such as {@code imagenet} or {@code mean-0.5-0.5-0.5-deviation-0.5-0.5-0.5}. */
    String label() {
        if (mean == null && deviation == null) {
            return "imagenet";
        }
        return "mean-" + joined(mean) + "-deviation-" + joined(deviation);
    }

    private static String joined(@Nullable List<Double> values) {
        return values == null
                ? "imagenet"
                : values.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
