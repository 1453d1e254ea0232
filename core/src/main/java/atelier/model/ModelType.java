package atelier.model;

import atelier.torch.Parameters;
import java.util.List;

/**
 * An entry of the catalogue: how to describe, configure and construct one model.
 *
 * @param <S> the record that holds the model's settings
 */
public interface ModelType<S extends Record> {
    /** The name on the command line. */
    String name();

    /**
     * {@code vae}, {@code gan}, {@code hybrid} or {@code token}: the families whose comparison is the question. A model of another
     * family, such as {@code flow}, is an outside reference: where it wins, the verdict says that neither family does.
     */
    String family();

    /** One line: what it is and when to use it. */
    String summary();

    /** The settings record, for reading configuration files. */
    Class<S> settingsType();

    /**
     * Names of the settings that say how pictures are made, not what the network is: they may be changed after training.
     */
    default List<String> samplingSettings() {
        return List.of();
    }

    /** Good settings for such a run. */
    S defaults(Workload workload);

    /** How the optimiser should be set. */
    Optimization optimization(Workload workload);

    /** Declares the network's parameters and returns the model over them. */
    GenerativeModel build(S settings, ImageShape shape, Parameters parameters);
}
