package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.softmax;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A classifier of the user's own: what the network gives as features are logits or probabilities of classes.
 *
 * @param output its name in the file
 * @param classes K
 */
record OnnxClasses(Path file, String output, int classes, OnnxInput.Classes given) implements ClassHead {
    /** Rows of probabilities in float32 add up to 1 within this. */
    private static final double ROUNDING = 1e-3;

    @Override
    public String rule() {
        return given == OnnxInput.Classes.LOGITS ? "softmax of its output" : "its output as it is";
    }

    @Override
    public double[] probabilities(FeatureSet features) {
        if (given == OnnxInput.Classes.PROBABILITIES) {
            return checked(features);
        }
        try (Scope scope = Scope.withoutGradient()) {
            Tensor logits = features.toTensor().to(torch.ScalarType.Double);
            Tensor probabilities = softmax(logits, 1).contiguous();
            double[] values = new double[Math.toIntExact(probabilities.numel())];
            probabilities.data_ptr_double().get(values);
            return values;
        }
    }

    private double[] checked(FeatureSet features) {
        double[] values = new double[features.values().length];
        for (int row = 0; row < features.count(); row++) {
            double sum = 0;
            double least = 0;
            for (int i = row * classes; i < (row + 1) * classes; i++) {
                values[i] = features.values()[i];
                sum += values[i];
                least = Math.min(least, values[i]);
            }
            if (least < 0 || Math.abs(sum - 1) > ROUNDING) {
                throw new AtelierException(
                        Exit.INPUT,
                        file + ": row " + row + " of its output " + output + " adds up to " + sum
                                + " with a least value of "
                                + least
                                + ", so these are no probabilities; expected values from 0 to 1 that add up to 1,"
                                + " or --set features.classes=logits.");
            }
        }
        return values;
    }
}
