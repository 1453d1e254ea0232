package atelier.cli;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import picocli.CommandLine.Command;

/** {@code atelier data scan|preview|pack}: what pictures there are, before anything is trained. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "scan|preview|pack",
        subcommands = {DataScanCommand.class, DataPreviewCommand.class, DataPackCommand.class})
final class DataCommand implements Runnable {
    @Override
    public void run() {
        throw new AtelierException(
                Exit.USAGE,
                "'data' alone does nothing. Expected one of its verbs: data scan DATA, data preview DATA, or data pack DATA"
                        + " --out FILE.");
    }
}
