package atelier.cli;

import atelier.experiment.ScoreBasis;
import atelier.experiment.SettingsResolver;
import atelier.nn.features.FeatureNetworks;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which features and how many pictures scores stand. */
final class FeatureOptions {
    @Option(
            names = "--features",
            paramLabel = "NAME|FILE.onnx",
            description =
                    "The feature network; see 'atelier list features'; or one of your own as ONNX. Default: the first one there.")
    private @Nullable String name;

    @Option(
            names = "--weights-root",
            paramLabel = "DIR",
            description = "Where weights of feature networks lie. Default: $ATELIER_WEIGHTS.")
    private @Nullable Path weightsRoot;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Pictures that scores stand on, at most. Default: ${DEFAULT-VALUE}.")
    int count = 5000;

    /** What was chosen, with the settings {@code features.*}. */
    ScoreBasis read(SettingsResolver settings) {
        FeatureNetworks.Options defaults = FeatureNetworks.Options.defaults();
        FeatureNetworks.Options options =
                new FeatureSettings(settings).under(weightsRoot != null ? weightsRoot : defaults.weightsRoot());
        String features =
                name != null ? name : FeatureNetworks.catalogue().get(0).name();
        return new ScoreBasis(features, options, count);
    }
}
