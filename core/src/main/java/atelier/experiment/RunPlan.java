package atelier.experiment;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.torch.Device;
import atelier.torch.Parameters;
import atelier.training.TrainingSettings;
import java.util.function.Function;

/**
 * Everything that decides what a run computes.
 *
 * @param type the model
 * @param modelSettings its resolved settings
 * @param shape what the pictures look like
 * @param training the resolved training settings
 * @param device where it runs
 */
public record RunPlan<S extends Record>(
        ModelType<S> type, S modelSettings, ImageShape shape, TrainingSettings training, Device device) {
    /** Declares the network; called once per copy. */
    public Function<Parameters, GenerativeModel> build() {
        return parameters -> type.build(modelSettings, shape, parameters);
    }

    /** The same with schedules that are drawn for another length from {@code images} on. */
    public RunPlan<S> replanned(long images, long total) {
        return new RunPlan<>(type, modelSettings, shape, training.replanned(images, total), device);
    }

    /** The same, followed by a further schedule of so many images. */
    public RunPlan<S> continued(long images) {
        return new RunPlan<>(type, modelSettings, shape, training.continued(images), device);
    }
}
