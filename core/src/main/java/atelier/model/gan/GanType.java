package atelier.model.gan;

import atelier.model.ModelType;

/** What the catalogue's entries of this family share. */
abstract class GanType<S extends Record> implements ModelType<S> {
    private final String name;
    private final String summary;
    private final Class<S> settingsType;

    GanType(String name, String summary, Class<S> settingsType) {
        this.name = name;
        this.summary = summary;
        this.settingsType = settingsType;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String family() {
        return "gan";
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public Class<S> settingsType() {
        return settingsType;
    }
}
