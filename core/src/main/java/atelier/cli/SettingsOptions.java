package atelier.cli;

import atelier.experiment.SettingOverride;
import atelier.experiment.SettingsFile;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --set} and {@code --config}, for the verbs that train and measure. */
final class SettingsOptions {
    @Option(
            names = "--set",
            paramLabel = "GROUP.KEY=VALUE",
            description = "One setting, such as training.batchSize=64; may be repeated, and wins over --config.")
    private List<String> assignments = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Settings from a YAML file.")
    private @Nullable Path file;

    /** What was set, the file first, each key as often as it was written. */
    List<SettingOverride> read() {
        List<SettingOverride> result = new ArrayList<>();
        if (file != null) {
            result.addAll(SettingsFile.read(file));
        }
        result.addAll(parse(assignments));
        return result;
    }

    /** Settings as {@code --set} writes them. */
    static List<SettingOverride> parse(List<String> assignments) {
        List<SettingOverride> result = new ArrayList<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1 || assignment.indexOf('.') < 1 || assignment.indexOf('.') > equals) {
                throw new AtelierException(
                        Exit.USAGE,
                        "--set got '" + assignment
                                + "', expected group.key=value, for example --set training.batchSize=64.");
            }
            result.add(new SettingOverride(
                    assignment.substring(0, equals).strip(),
                    assignment.substring(equals + 1).strip(),
                    "--set"));
        }
        return result;
    }
}
