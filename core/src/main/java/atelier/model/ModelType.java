package atelier.model;

import atelier.torch.Parameters;
import java.util.List;

/**
 * An entry of the catalogue: how to describe, configure and construct one model.
 *
 * @param <S> the record that holds the model's settings
 */
public abstract class ModelType<S extends Record> {
    private final String name;
    private final String family;
    private final String summary;
    private final String paper;
    private final Class<S> settingsType;

    /**
     * An entry.
     *
     * @param name the name on the command line
     * @param family {@code vae}, {@code gan}, {@code hybrid} or {@code token}: the families whose comparison is the
     *     question. A model of another family, such as {@code flow}, is an outside reference: where it wins, the verdict
     *     says that neither family does
     * @param summary one line: what it is, what for, and what not for: {@code NAME: for …; not for …}
     * @param paper what it follows: authors, year, arXiv number; several joined by a semicolon
     * @param settingsType the settings record, for reading configuration files
     */
    protected ModelType(String name, String family, String summary, String paper, Class<S> settingsType) {
        this.name = name;
        this.family = family;
        this.summary = summary;
        this.paper = paper;
        this.settingsType = settingsType;
    }

    /** The name on the command line. */
    public final String name() {
        return name;
    }

    /** The family, see the constructor. */
    public final String family() {
        return family;
    }

    /** The paper that it follows, or several: authors, year, arXiv number. */
    public final String paper() {
        return paper;
    }

    /** One line: what it is, when to use it and when not. */
    public final String summary() {
        return summary;
    }

    /** The settings record, for reading configuration files. */
    public final Class<S> settingsType() {
        return settingsType;
    }

    /** Names of the settings that say how pictures are made, not what the network is: they may be changed after training. */
    public List<String> samplingSettings() {
        return List.of();
    }

    /** Good settings for such a run. */
    public abstract S defaults(Workload workload);

    /**
     * Refuses settings that would be set for nothing, or that no good run could be made with; asked when a person's
     * settings are resolved, not of settings that were stored with a run.
     *
     * @throws IllegalArgumentException with what was got and what was expected
     */
    public void require(S settings, ImageShape shape) {}

    /** How the optimiser should be set. */
    public abstract Optimization optimization(Workload workload);

    /** Declares the network's parameters and returns the model over them. */
    public abstract GenerativeModel build(S settings, ImageShape shape, Parameters parameters);
}
