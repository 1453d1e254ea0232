package atelier.cli;

import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.provenance.Exit;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier data preview DATA --out FILE.png}: training pictures as the networks will see them. */
@Command(
        name = "preview",
        description = "Draws pictures as the networks will see them: cut, resized, on their background.")
final class DataPreviewCommand extends Verb {
    @Parameters(paramLabel = "DATA", description = DataArguments.DATA)
    private String data;

    @Option(names = "--out", paramLabel = "FILE.png", description = "The picture to write. Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("preview.png");

    @Option(names = "--count", paramLabel = "N", description = "How many pictures. Default: ${DEFAULT-VALUE}.")
    private int count = 64;

    @Mixin
    private DataArguments arguments;

    @Override
    Exit run() throws IOException {
        try (ProgressDisplay progress = ProgressDisplay.on(err());
                ImageDataset dataset = Datasets.open(data, arguments.read(), progress)) {
            ImageSet train = dataset.train();
            int shown = Math.min(Math.max(1, count), train.count());
            // Evenly over the set, so that sorted data shows every class.
            BufferedImage grid = PictureGrid.of(IntStream.range(0, shown)
                    .map(i -> (int) ((long) i * train.count() / shown))
                    .mapToObj(i -> Pixels.toImage(train, i))
                    .toList());
            PictureGrid.write(grid, file);
            if (json()) {
                printJson(Map.of("file", file.toString(), "pictures", shown, "size", dataset.size()));
            } else {
                out().println(file + ": " + shown + " of " + train.count() + " training pictures, " + dataset.size()
                        + "x" + dataset.size());
            }
        }
        return Exit.DONE;
    }
}
