package atelier.cli;

import atelier.experiment.SettingsResolver;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import org.jspecify.annotations.Nullable;

/** The setting {@code features.size}: side of the pictures that a feature network sees. */
final class FeatureSize {
    private FeatureSize() {}

    static @Nullable Integer of(SettingsResolver settings) {
        String value = settings.value("features.size");
        if (value == null) {
            return null;
        }
        if (!value.matches("\\d{1,4}")) {
            throw new AtelierException(
                    Exit.USAGE, "features.size is '" + value + "', expected a number of pixels such as 224.");
        }
        return Integer.valueOf(value);
    }
}
