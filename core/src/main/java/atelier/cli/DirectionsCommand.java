package atelier.cli;

import atelier.data.DataOptions;
import atelier.data.Grid;
import atelier.data.ImageDataset;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.experiment.RunData;
import atelier.experiment.RunFolder;
import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.Exit;
import atelier.serving.Examples;
import atelier.serving.Generator;
import atelier.serving.LatentDirections;
import atelier.serving.LatentDirections.Direction;
import atelier.torch.Npy;
import atelier.torch.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier directions RUN}: what a step in latent space changes, one strip per direction. */
@Command(name = "directions")
final class DirectionsCommand extends Verb {
    private static final List<String> METHODS = List.of("pca", "weights", "labels");

    @Parameters(paramLabel = "RUN", description = "The folder of a finished run.")
    private Path run;

    @Option(
            names = "--method",
            paramLabel = "pca|weights|labels",
            description = "pca: principal components; weights: of the weights that styles pass through;"
                    + " labels: towards classes, or towards a factor of shapes. Default: ${DEFAULT-VALUE}.")
    private String method = "pca";

    @Option(
            names = "--factor",
            paramLabel = "NAME",
            description = "With labels, for runs on shapes: shape, style, radius, x, y, hue or background-hue.")
    private @Nullable String factor;

    @Option(names = "--count", paramLabel = "N", description = "How many directions. Default: ${DEFAULT-VALUE}.")
    private int count = 8;

    @Option(names = "--steps", paramLabel = "N", description = "Pictures in a strip. Default: ${DEFAULT-VALUE}.")
    private int steps = 9;

    @Option(
            names = "--reach",
            paramLabel = "R",
            description = "How far a strip goes to both sides, in standard deviations. Default: ${DEFAULT-VALUE}.")
    private double reach = 3;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Whose first picture stands in the middle. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--label",
            paramLabel = "L",
            description = "Find directions among pictures of this class, and show one of it. Default: all classes.")
    private @Nullable String label;

    @Option(
            names = "--save",
            paramLabel = "FILE.npy",
            description = "Also write the directions, float32, one row each, one standard deviation long.")
    private @Nullable Path save;

    @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The strips to write.")
    private Path out;

    @Mixin
    private RunDataOption data;

    @Mixin
    private ComputeOptions compute;

    @Override
    Exit run() throws IOException {
        requireSensible();
        List<Direction> directions;
        try (ComputeOptions.OperatorThreads threads = compute.withinOperators();
                Generator generator = Generator.load(run, compute.device());
                ProgressDisplay progress = ProgressDisplay.on(err())) {
            LatentDirections finder = new LatentDirections(generator, label);
            progress.progress("looking for directions", 0, -1);
            directions = find(finder, generator, progress);
            List<BufferedImage> cells = new ArrayList<>();
            for (Direction direction : directions) {
                try (Scope scope = Scope.withoutGradient()) {
                    Tensor strip = finder.strip(direction, seed, reach, steps);
                    for (int i = 0; i < steps; i++) {
                        cells.add(Pixels.toImage(strip, i));
                    }
                }
            }
            PictureTexts texts = new PictureTexts(run, generator)
                    .with("command", commandText())
                    .with("seed", String.valueOf(seed))
                    .with(
                            "rows",
                            String.join(
                                    ", ",
                                    directions.stream().map(Direction::name).toList()));
            PngFiles.write(Grid.of(cells, steps, Grid.comfortableScale(generator.imageSize())), out, texts.texts());
        }
        write(directions);
        report(directions);
        return Exit.DONE;
    }

    private void requireSensible() {
        if (!METHODS.contains(method)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--method is '" + method + "', expected one of " + String.join(", ", METHODS) + "."
                            + CloseNames.question(method, METHODS));
        }
        if (factor != null && !method.equals("labels")) {
            throw new AtelierException(Exit.USAGE, "--factor goes with --method labels, not with " + method + ".");
        }
        if (count < 1 || steps < 2 || !(reach > 0) || Double.isInfinite(reach)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--count is " + count + ", --steps " + steps + " and --reach " + reach
                            + ", expected at least 1 direction, 2 steps and a number above 0.");
        }
    }

    private List<Direction> find(LatentDirections finder, Generator generator, ProgressDisplay progress) {
        if (method.equals("pca")) {
            return finder.principal(count);
        }
        if (method.equals("weights")) {
            return finder.ofWeights(count);
        }
        if (factor == null && generator.conditional() && label == null) {
            return first(finder.ofClasses());
        }
        Examples examples = examples(generator, progress);
        List<Direction> found = finder.of(examples.pictures(), examples.names());
        if (found.isEmpty()) {
            throw new AtelierException(
                    Exit.INPUT,
                    "none of " + String.join(", ", examples.names()) + " is seen in some of the run's pictures and not"
                            + " in others, so there is nothing to lead to. Leave --label out, or train longer.");
        }
        return first(found);
    }

    private List<Direction> first(List<Direction> directions) {
        return directions.subList(0, Math.min(count, directions.size()));
    }

    /** What the run was trained on, or the built-in pictures with one of their factors. */
    private Examples examples(Generator generator, ProgressDisplay progress) {
        if (factor != null) {
            if (generator.channels() != 3) {
                throw new AtelierException(
                        Exit.USAGE, "--factor is for runs on the built-in shapes, whose pictures are coloured.");
            }
            return Examples.ofShapes(factor, generator.imageSize());
        }
        DataOptions options = data.read();
        try (ImageDataset pictures = RunData.open(RunFolder.open(run), options, progress)) {
            return Examples.classesOf(pictures.train());
        }
    }

    private void write(List<Direction> directions) {
        if (save == null) {
            return;
        }
        int size = directions.get(0).vector().length;
        float[] rows = new float[directions.size() * size];
        for (int i = 0; i < directions.size(); i++) {
            System.arraycopy(directions.get(i).vector(), 0, rows, i * size, size);
        }
        Npy.write(save, rows, directions.size(), size);
    }

    private void report(List<Direction> directions) {
        if (!json()) {
            for (Direction direction : directions) {
                out().println(String.format(Locale.ROOT, "%-16s %5.1f %%", direction.name(), 100 * direction.share()));
            }
            out().println(out + ": " + directions.size() + " directions, one per row");
            return;
        }
        List<Map<String, Object>> rows = directions.stream()
                .map(direction -> fields("name", direction.name(), "share", direction.share()))
                .toList();
        printJson(fields("out", out.toString(), "method", method, "directions", rows));
    }
}
