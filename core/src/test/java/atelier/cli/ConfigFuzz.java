package atelier.cli;

import atelier.experiment.SettingsFile;
import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;

/** Feeds the reader of settings in YAML with anything. */
public final class ConfigFuzz {
    private ConfigFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            SettingsFile.read(FuzzInput.file("settings.yaml", input));
        } catch (AtelierException refused) {
            // As promised.
        }
    }
}
