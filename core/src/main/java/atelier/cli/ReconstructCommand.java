package atelier.cli;

import atelier.data.DataOptions;
import atelier.data.Grid;
import atelier.data.ImageSet;
import atelier.data.PackedImages;
import atelier.data.PngFiles;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Score;
import atelier.nn.features.PerceptualDistance;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.serving.Generator;
import atelier.serving.Projection;
import atelier.torch.Npy;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier reconstruct RUN IMAGES}: input, output and error side by side. */
@Command(name = "reconstruct")
final class ReconstructCommand extends Verb {
    /** Pictures of a DATA that are shown unless more are asked for. */
    private static final int SHOWN = 8;

    @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a finished run.")
    private Path run;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGES", description = "Pictures, or one DATA.")
    private List<String> images;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Pictures to show. Default: 8 of a DATA, all of files that are named.")
    private @Nullable Integer count;

    @Option(
            names = "--label",
            paramLabel = "L",
            description = "Class of the pictures, for a run with classes. Default: the pictures' own.")
    private @Nullable String label;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of looking for the nearest latent or style. Default: 200 without an encoder, else 0.")
    private @Nullable Integer steps;

    @Option(
            names = "--save",
            paramLabel = "FILE.npy",
            description = "Also write what was found, float32, one row per picture: latents, or styles where there are"
                    + " some.")
    private @Nullable Path save;

    @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The picture to write.")
    private Path out;

    @Mixin
    private DataArguments data;

    @Mixin
    private WeightsOption weights;

    @Mixin
    private ComputeOptions compute;

    @Override
    Exit run() throws IOException {
        if (count != null && count < 1) {
            throw new AtelierException(Exit.USAGE, "--count is " + count + ", expected at least 1.");
        }
        if (steps != null && steps < 0) {
            throw new AtelierException(Exit.USAGE, "--steps is " + steps + ", expected at least 0.");
        }
        Map<String, Score> scores;
        try (ComputeOptions.OperatorThreads threads = compute.withinOperators();
                Generator generator = Generator.load(run, compute.device());
                ProgressDisplay progress = ProgressDisplay.on(err())) {
            data.requireSize(generator.imageSize());
            DataOptions options = data.read().withSize(generator.imageSize());
            ImageSet set = PictureArguments.open(images, options, progress);
            try (PackedImages pixels = set.images()) {
                scores = reconstruct(generator, set);
            }
        }
        if (json()) {
            printJson(fields("out", out.toString(), "metrics", scores));
        } else {
            ScoreText.print(scores.values(), out());
            out().println(out);
        }
        return Exit.DONE;
    }

    private Map<String, Score> reconstruct(Generator generator, ImageSet set) {
        boolean named = PictureArguments.areFiles(images);
        int wanted = Math.min(count != null ? count : named ? set.count() : SHOWN, set.count());
        int[] which = named ? IntStream.range(0, wanted).toArray() : Grid.spread(set, wanted);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor input = PictureArguments.tensor(set, which, generator.channels());
            Projection projection = Projection.of(generator, input, labels(generator, set, which), steps);
            Tensor output = projection.pictures();
            if (save != null) {
                Tensor found = projection.vectors();
                Npy.write(save, Torch.toFloats(found), found.size(0), found.size(1));
            }
            Tensor error = output.sub(input).abs().sub(Torch.scalar(1));
            Tensor rows = torch.cat(Torch.list(input, output, error), 0);
            PictureTexts texts = new PictureTexts(run, generator)
                    .with("command", commandText())
                    .with("rows", "input, output, absolute error");
            PngFiles.write(
                    Grid.of(rows, which.length, Grid.comfortableScale(generator.imageSize())), out, texts.texts());
            try (PerceptualDistance perceptual = PerceptualDistance.find(weights.options())) {
                return new LinkedHashMap<>(Evaluation.reconstructions(input, output, perceptual));
            }
        }
    }

    private long[] labels(Generator generator, ImageSet set, int[] which) {
        long[] labels = new long[which.length];
        if (label != null) {
            // Also without classes, where this says that there are none.
            Arrays.fill(labels, generator.labelIndex(label));
            return labels;
        }
        for (int i = 0; i < which.length && generator.conditional(); i++) {
            int own = set.label(which[i]);
            if (own < 0) {
                throw new AtelierException(
                        Exit.USAGE,
                        "the run was trained with classes, and these pictures have none. Give one with --label: "
                                + String.join(", ", generator.labelNames()) + ".");
            }
            labels[i] = generator.labelIndex(set.labelNames().get(own));
        }
        return labels;
    }
}
