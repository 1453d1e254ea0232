package atelier.evaluation;

import atelier.torch.Npy;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;

/** How each golden entry of a picture metric is computed. */
final class PictureMetricChecks {
    private PictureMetricChecks() {}

    static void register(BiConsumer<String, BiConsumer<Golden, JsonNode>> register) {
        register.accept("psnr.", (golden, entry) -> golden.check(entry, "value", value(new Psnr(), golden, entry)));
        register.accept("ms_ssim.", PictureMetricChecks::multiScale);
        register.accept("ssim.", (golden, entry) -> {
            golden.check(entry, "value_valid", value(new Ssim(), golden, entry));
            golden.check(entry, "value_full", value(new Ssim(Ssim.Area.MIRRORED), golden, entry));
            golden.check(entry, "value_sample_covariance", value(new Ssim(Ssim.Area.SAMPLE_COVARIANCE), golden, entry));
        });
    }

    private static void multiScale(Golden golden, JsonNode entry) {
        JsonNode betas = entry.get("params").get("betas");
        double[] weights = new double[betas.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = betas.get(i).asDouble();
        }
        golden.check(entry, "value_full", value(new MultiScaleSsim(weights, Ssim.Area.MIRRORED), golden, entry));
        golden.check(entry, "value_valid", value(new MultiScaleSsim(weights, Ssim.Area.VALID), golden, entry));
    }

    private static double value(PictureMetric metric, Golden golden, JsonNode entry) {
        return metric.values(picture(golden.input(entry, "a")), picture(golden.input(entry, "b")))[0];
    }

    /** [1,C,H,W] float64 in [0,1] of uint8 [C,H,W]. */
    static Tensor picture(Npy array) {
        long[] shape = array.shape();
        double[] values = array.doubles();
        for (int i = 0; i < values.length; i++) {
            values[i] /= 255;
        }
        return Tensor.create(values, 1, shape[0], shape[1], shape[2]);
    }
}
