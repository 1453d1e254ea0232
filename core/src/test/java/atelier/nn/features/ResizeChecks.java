package atelier.nn.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.evaluation.Golden;
import atelier.torch.Npy;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import org.bytedeco.pytorch.Tensor;

/** How each golden entry of a resizer is computed. */
final class ResizeChecks {
    private ResizeChecks() {}

    static void check(Golden golden, JsonNode entry) {
        String rule = entry.get("id").asText().split("\\.")[1];
        int size = entry.get("params").get("out_height").asInt();
        Tensor resized = resized(rule, picture(golden.input(entry, "image")), size);
        float[] got = Torch.toFloats(resized.squeeze(0).permute(1, 2, 0));
        JsonNode tolerance = entry.get("tolerance");
        for (JsonNode crop : entry.get("expected").get("crops")) {
            crop(golden, tolerance, crop, got, size);
        }
        statistics(entry.get("expected"), got);
    }

    private static Tensor resized(String rule, Tensor picture, int size) {
        Normalization normalization = Normalization.imageNet();
        return switch (rule.replaceAll("\\d+$", "")) {
            case "tf1_bilinear" -> PictureResize.TF1_BILINEAR.levels(picture, size);
            case "pil_bicubic_float" -> PictureResize.BICUBIC.levels(picture, size);
            case "dgm_dinov2_" -> normalization.apply(PictureResize.BICUBIC_8BIT.levels(picture, size));
            case "dgm_dinov2_224_clean" -> normalization.apply(PictureResize.BICUBIC.levels(picture, size));
            default -> throw new AssertionError(rule);
        };
    }

    private static void crop(Golden golden, JsonNode tolerance, JsonNode crop, float[] got, int size) {
        Npy array = golden.array(crop.get("file").asText());
        double[] want = array.doubles();
        int height = (int) array.shape()[0];
        int width = (int) array.shape()[1];
        double sum = 0;
        double worst = 0;
        int outside = 0;
        for (int i = 0; i < want.length; i++) {
            int row = crop.get("top").asInt() + i / (3 * width);
            int column = crop.get("left").asInt() + i / 3 % width;
            double error = Math.abs(got[(row * size + column) * 3 + i % 3] - want[i]);
            sum += error;
            worst = Math.max(worst, error);
            outside += error > 1e-5 ? 1 : 0;
        }
        assertThat(want).hasSize(height * width * 3);
        assertThat(worst)
                .as("largest error")
                .isLessThanOrEqualTo(tolerance.get("abs").asDouble());
        assertThat(sum / want.length)
                .as("mean error")
                .isLessThanOrEqualTo(tolerance.get("mean_abs").asDouble());
        if (tolerance.has("mismatching_pixels_max_share")) {
            assertThat((double) outside / want.length)
                    .as("share of values outside 1e-5")
                    .isLessThanOrEqualTo(
                            tolerance.get("mismatching_pixels_max_share").asDouble());
        }
    }

    private static void statistics(JsonNode expected, float[] got) {
        double sum = 0;
        double squares = 0;
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : got) {
            sum += value;
            squares += (double) value * value;
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        double mean = sum / got.length;
        close("mean", expected, mean);
        close("std", expected, Math.sqrt(squares / got.length - mean * mean));
        close("min", expected, smallest);
        close("max", expected, largest);
    }

    private static void close(String key, JsonNode expected, double got) {
        double want = expected.get(key).asDouble();
        assertThat(got).as(key).isCloseTo(want, within(1e-4 + 1e-4 * Math.abs(want)));
    }

    /** [1,3,H,W] float32 in [-1,1] of uint8 [H,W,3]. */
    private static Tensor picture(Npy array) {
        byte[] pixels = array.bytes();
        float[] values = new float[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (pixels[i] & 0xFF) / 127.5f - 1;
        }
        return Torch.fromFloats(values, array.shape())
                .permute(2, 0, 1)
                .unsqueeze(0)
                .contiguous();
    }
}
