package atelier.cli;

import atelier.nn.features.FeatureNetworks;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --weights-root}, for the verbs that measure pictures. */
final class WeightsOption {
    @Option(
            names = "--weights-root",
            paramLabel = "DIR",
            description = "Where weights of feature networks lie. Default: $ATELIER_WEIGHTS.")
    private @Nullable Path root;

    /** What was named, or the environment's. */
    @Nullable
    Path root() {
        return root != null ? root : FeatureNetworks.Options.defaults().weightsRoot();
    }

    /** Options of feature networks with nothing else set. */
    FeatureNetworks.Options options() {
        return new FeatureNetworks.Options(root(), null);
    }
}
