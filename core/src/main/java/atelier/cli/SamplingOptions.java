package atelier.cli;

import atelier.experiment.SettingOverride;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How a finished run makes its pictures, for the verbs that make some. */
final class SamplingOptions {
    /** What {@code --label} takes. */
    static final String LABEL =
            "Class by name or number, or several: coat+dress, coat:0.7,dress:0.3. Default: as in training.";

    @Option(
            names = "--truncation",
            paramLabel = "T",
            description =
                    "How far from the middle latents (or styles, where there are some) may lie: below 1 for likelier"
                            + " pictures that are more alike. Default: 1.")
    double truncation = 1;

    @Option(
            names = "--set",
            paramLabel = "GROUP.KEY=VALUE",
            description = "One setting of how the model makes pictures, such as flow.steps=50; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    /** What was set, in order; refuses what is no truncation. */
    List<SettingOverride> read() {
        if (!Double.isFinite(truncation) || truncation < 0) {
            throw new AtelierException(Exit.USAGE, "--truncation is " + truncation + ", expected a number from 0 on.");
        }
        return SettingsOptions.parse(assignments);
    }
}
