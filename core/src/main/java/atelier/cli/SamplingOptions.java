package atelier.cli;

import atelier.experiment.SettingOverride;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --set} for the verbs that make pictures with a finished run. */
final class SamplingOptions {
    @Option(
            names = "--set",
            paramLabel = "GROUP.KEY=VALUE",
            description = "One setting of how the model makes pictures, such as flow.steps=50; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    /** What was set, in order. */
    List<SettingOverride> read() {
        return SettingsOptions.parse(assignments);
    }
}
