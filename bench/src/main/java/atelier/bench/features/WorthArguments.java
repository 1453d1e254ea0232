package atelier.bench.features;

import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What all of these programs take. */
final class WorthArguments {
    @Option(
            names = "--features",
            paramLabel = "NAME",
            description =
                    "As for ./atelier evaluate; weights lie where ATELIER_WEIGHTS says. Default: ${DEFAULT-VALUE}.")
    private String features = "atelier-32";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Holds one line per number; the same command goes on after the last of them.")
    private Path results;

    Path results() {
        return results;
    }

    FeatureNetwork network() {
        return FeatureNetworks.open(features, FeatureNetworks.Options.defaults());
    }
}
