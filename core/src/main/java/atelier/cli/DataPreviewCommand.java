package atelier.cli;

import atelier.data.Datasets;
import atelier.data.PngFiles;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier data preview DATA --out FILE.png}: pictures as the networks will see them. */
@Command(
        name = "preview",
        description = "Draws pictures as the networks will see them: cut, resized, on their background.")
final class DataPreviewCommand extends Verb {
    @Parameters(paramLabel = "DATA", description = DataArguments.DATA)
    private String data;

    @Option(names = "--out", paramLabel = "FILE.png", description = "The picture to write. Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("preview.png");

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many pictures, evenly over the classes. Default: ${DEFAULT-VALUE}.")
    private int count = 64;

    @Mixin
    private DataArguments arguments;

    @Override
    Exit run() {
        if (count < 1) {
            throw new AtelierException(Exit.USAGE, "--count is " + count + ", expected at least 1.");
        }
        BufferedImage grid;
        try (ProgressDisplay progress = ProgressDisplay.on(err())) {
            grid = Datasets.preview(data, arguments.read(), count, progress);
        }
        PngFiles.write(grid, file, Map.of("data", data));
        if (json()) {
            printJson(fields("file", file.toString(), "width", grid.getWidth(), "height", grid.getHeight()));
        } else {
            out().println(file + ": " + grid.getWidth() + "x" + grid.getHeight());
        }
        return Exit.DONE;
    }
}
