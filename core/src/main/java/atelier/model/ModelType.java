package atelier.model;

import atelier.torch.Parameters;

/**
 * An entry of the catalogue: how to describe, configure and construct one model.
 *
 * @param <S> the record that holds the model's settings
 */
public interface ModelType<S extends Record> {
    /** The name on the command line. */
    String name();

    /** {@code vae}, {@code gan} or {@code hybrid}. */
    String family();

    /** One line: what it is and when to use it. */
    String summary();

    /** The settings record, for reading configuration files. */
    Class<S> settingsType();

    /** Good settings for such a run. */
    S defaults(Workload workload);

    /** How the optimiser should be set. */
    Optimization optimization(Workload workload);

    /** Declares the network's parameters and returns the model over them. */
    GenerativeModel build(S settings, ImageShape shape, Parameters parameters);
}
