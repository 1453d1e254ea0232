package atelier.cli;

import atelier.data.DataScan;
import atelier.data.Datasets;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier data pack DATA --out FILE}: the packed form as a file of one's own. */
@Command(name = "pack", description = "Writes the decoded pictures to one file, which is a DATA like any other.")
final class DataPackCommand extends Verb {
    @Parameters(paramLabel = "DATA", description = DataArguments.DATA)
    private String data;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Mixin
    private DataArguments arguments;

    @Override
    Exit run() throws IOException {
        DataScan scan;
        try (ProgressDisplay progress = ProgressDisplay.on(err())) {
            scan = Datasets.pack(data, arguments.read(), file, progress);
        }
        long bytes = Files.size(file);
        if (json()) {
            printJson(new Packed(file.toString(), bytes, scan));
        } else {
            out().println(file + ": " + scan.images() + " pictures, " + scan.packedSize() + "x" + scan.packedSize()
                    + "x" + scan.packedChannels() + ", " + SizeText.of(bytes));
        }
        return Exit.DONE;
    }

    private record Packed(String file, long bytes, DataScan scan) {}
}
