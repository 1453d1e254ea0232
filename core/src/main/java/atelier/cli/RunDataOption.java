package atelier.cli;

import atelier.data.DataOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the pictures lie now that a run was trained on, for the verbs that read them again as they were read then. */
final class RunDataOption {
    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "Where named sets already lie, such as DIR/fashion-mnist. Default: $ATELIER_DATA.")
    private @Nullable Path dataRoot;

    DataOptions read() {
        DataOptions options = DataOptions.defaults();
        return dataRoot == null ? options : options.withDataRoot(dataRoot);
    }
}
