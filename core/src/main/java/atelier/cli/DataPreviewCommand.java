package atelier.cli;

import atelier.data.Datasets;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
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
    Exit run() throws IOException {
        if (count < 1) {
            throw new AtelierException(Exit.USAGE, "--count is " + count + ", expected at least 1.");
        }
        BufferedImage grid;
        try (ProgressDisplay progress = ProgressDisplay.on(err())) {
            grid = Datasets.preview(data, arguments.read(), count, progress);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!ImageIO.write(grid, "png", file.toFile())) {
            throw new IllegalStateException("this Java writes no PNG");
        }
        if (json()) {
            printJson(Map.of("file", file.toString(), "width", grid.getWidth(), "height", grid.getHeight()));
        } else {
            out().println(file + ": " + grid.getWidth() + "x" + grid.getHeight());
        }
        return Exit.DONE;
    }
}
