package atelier.cli;

import atelier.data.Grid;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.serving.Generator;
import atelier.serving.StyleMixing;
import atelier.torch.Scope;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier mix RUN}: pictures with the coarse layers of one and the fine layers of another. */
@Command(name = "mix")
final class MixCommand extends Verb {
    @Parameters(paramLabel = "RUN", description = "The folder of a finished run of a model with styles.")
    private Path run;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Whose pictures begin the rows. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--with",
            paramLabel = "S",
            description = "Whose pictures head the columns. Default: ${DEFAULT-VALUE}.")
    private long with = 2;

    @Option(names = "--rows", paramLabel = "N", description = "How many rows. Default: ${DEFAULT-VALUE}.")
    private int rows = 5;

    @Option(names = "--columns", paramLabel = "N", description = "How many columns. Default: ${DEFAULT-VALUE}.")
    private int columns = 7;

    @Option(
            names = "--layers",
            paramLabel = "A-B",
            description = "Layers that come from the columns' pictures, 0 the coarsest. Default: the finer half.")
    private @Nullable String layers;

    @Option(names = "--label", paramLabel = "L", description = SamplingOptions.LABEL)
    private @Nullable String label;

    @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The grid to write.")
    private Path out;

    @Mixin
    private SamplingOptions sampling;

    @Override
    Exit run() throws IOException {
        if (rows < 1 || columns < 1) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--rows is " + rows + " and --columns is " + columns + ", expected at least 1 of both.");
        }
        StyleMixing mixing;
        try (ComputeOptions.OperatorThreads threads = sampling.withinOperators();
                Generator generator = sampling.open(run)) {
            mixing = layers == null ? StyleMixing.finerHalf(generator) : StyleMixing.ofLayers(generator, layers);
            PictureTexts texts = new PictureTexts(run, generator)
                    .with("command", commandText())
                    .with("rows", "pictures of seed " + seed)
                    .with(
                            "columns",
                            "pictures of seed " + with + " give layers " + mixing.first() + " to " + mixing.last());
            PngFiles.write(
                    Grid.of(cells(generator, mixing), columns + 1, Grid.comfortableScale(generator.imageSize())),
                    out,
                    texts.texts());
        }
        if (json()) {
            printJson(fields(
                    "out",
                    out.toString(),
                    "rows",
                    rows,
                    "columns",
                    columns,
                    "layers",
                    List.of(mixing.first(), mixing.last())));
        } else {
            out().println(out + ": " + rows + " x " + columns + " mixtures, layers " + mixing.first() + " to "
                    + mixing.last() + " of the columns' pictures");
        }
        return Exit.DONE;
    }

    /** The columns' pictures above, each row's picture before its mixtures. */
    private List<BufferedImage> cells(Generator generator, StyleMixing mixing) {
        List<BufferedImage> cells = new ArrayList<>();
        try (Scope scope = Scope.withoutGradient()) {
            cells.add(blank(generator.imageSize()));
            add(generator.pictures(with, 0, columns, label, sampling.truncation), 0, columns, cells);
            Tensor beginnings = generator.pictures(seed, 0, rows, label, sampling.truncation);
            Tensor mixed = mixing.pictures(generator, seed, rows, with, columns, label, sampling.truncation);
            for (int row = 0; row < rows; row++) {
                add(beginnings, row, row + 1, cells);
                add(mixed, row * columns, (row + 1) * columns, cells);
            }
        }
        return cells;
    }

    private static void add(Tensor pictures, int from, int to, List<BufferedImage> cells) {
        for (int i = from; i < to; i++) {
            cells.add(Pixels.toImage(pictures, i));
        }
    }

    private static BufferedImage blank(int size) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, size, size);
        graphics.dispose();
        return image;
    }
}
