package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Npy;
import atelier.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Weights of networks that others trained, one .npy file per tensor. */
final class WeightFiles {
    private WeightFiles() {}

    /**
     * Reads one tensor into the current scope.
     *
     * @param network whose weights these should be, for the message where they are not
     * @param expected its shape
     */
    static Tensor read(Path file, String network, long... expected) {
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(Exit.INPUT, file + " is missing; are these the weights of " + network + "?");
        }
        Npy array = WeightChecksum.named(file, () -> Npy.read(file));
        if (!Arrays.equals(array.shape(), expected)) {
            throw new AtelierException(
                    Exit.INPUT,
                    file + " has shape " + Arrays.toString(array.shape()) + ", expected " + Arrays.toString(expected)
                            + "; are these the weights of " + network + "?" + WeightChecksum.of(file));
        }
        return Torch.fromFloats(array.floats(), expected);
    }
}
