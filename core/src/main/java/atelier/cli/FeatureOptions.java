package atelier.cli;

import atelier.experiment.ScoreBasis;
import atelier.experiment.SettingsResolver;
import atelier.nn.features.FeatureNetworks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On which features and how many pictures scores stand. */
final class FeatureOptions {
    @Option(
            names = "--features",
            paramLabel = "NAME|FILE.onnx",
            description =
                    "The feature network; see 'atelier list features'; or one of your own as ONNX. Default: the first one there.")
    private @Nullable String name;

    @Mixin
    private WeightsOption weights;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Pictures that scores stand on, at most. Default: ${DEFAULT-VALUE}.")
    int count = 5000;

    /** What was chosen, with the settings {@code features.*}. */
    ScoreBasis read(SettingsResolver settings) {
        FeatureNetworks.Options options = new FeatureSettings(settings).under(weights.root());
        String features =
                name != null ? name : FeatureNetworks.catalogue().get(0).name();
        return new ScoreBasis(features, options, count);
    }
}
