package atelier.cli;

import atelier.model.ModelType;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.util.ArrayList;
import java.util.List;

/** The models that {@code --models} names. */
final class ModelNames {
    private ModelNames() {}

    /** Refuses names that are none, and those that come twice. */
    static List<ModelType<?>> read(List<String> names) {
        List<ModelType<?>> types = new ArrayList<>();
        for (String name : names) {
            ModelType<?> type = Models.named(name.strip());
            if (types.contains(type)) {
                throw new AtelierException(Exit.USAGE, "--models names " + type.name() + " twice.");
            }
            types.add(type);
        }
        return types;
    }
}
