package atelier.cli;

import atelier.experiment.FeatureTraining;
import java.nio.file.Path;

/**
 * Trains the built-in feature network again; for those who change it, not a verb. See {@code docs/evaluation.md}.
 */
final class TrainFeatures {
    private TrainFeatures() {}

    /** Arguments: the folder of the image sets, the number of steps, the file to write. */
    public static void main(String[] arguments) {
        if (arguments.length != 3) {
            System.err.println("expected DATA_FOLDER STEPS OUT.npy");
            System.exit(2);
        }
        FeatureTraining.run(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]), System.err::println);
    }
}
