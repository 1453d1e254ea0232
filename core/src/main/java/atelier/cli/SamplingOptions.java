package atelier.cli;

import atelier.experiment.SettingOverride;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --set} for the verbs that make pictures with a finished run. */
final class SamplingOptions {
    /** What {@code --label} takes. */
    static final String LABEL =
            "Class by name or number, or several: coat+dress, coat:0.7,dress:0.3. Default: as in training.";

    /** What {@code --truncation} does. */
    static final String TRUNCATION =
            "How far from the middle latents (or styles, where there are some) may lie: below 1 for likelier pictures"
                    + " that are more alike. Default: 1.";

    @Option(
            names = "--set",
            paramLabel = "GROUP.KEY=VALUE",
            description = "One setting of how the model makes pictures, such as flow.steps=50; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    /** Refuses what is no truncation. */
    static void requireTruncation(double truncation) {
        if (!Double.isFinite(truncation) || truncation < 0) {
            throw new AtelierException(Exit.USAGE, "--truncation is " + truncation + ", expected a number from 0 on.");
        }
    }

    /** What was set, in order. */
    List<SettingOverride> read() {
        return SettingsOptions.parse(assignments);
    }
}
