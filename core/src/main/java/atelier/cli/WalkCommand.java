package atelier.cli;

import atelier.data.Grid;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.serving.AnimatedGif;
import atelier.serving.AnimatedPng;
import atelier.serving.Generator;
import atelier.serving.LatentWalk;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier walk RUN}: from one picture to the next through latent space. */
@Command(name = "walk")
final class WalkCommand extends Verb {
    private static final int FRAME_MILLIS = 80;
    private static final List<String> ENDINGS = List.of(".png", ".gif", ".apng");

    @Parameters(paramLabel = "RUN", description = "The folder of a finished run.")
    private Path run;

    @Option(names = "--seed", paramLabel = "S", description = "Which pictures. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--stops", paramLabel = "N", description = "Pictures to pass. Default: ${DEFAULT-VALUE}.")
    private int stops = 5;

    @Option(names = "--steps", paramLabel = "N", description = "Steps from one to the next. Default: ${DEFAULT-VALUE}.")
    private int steps = 8;

    @Option(
            names = "--label",
            paramLabel = "L",
            description = "Class by name or number, or several: coat+dress. Default: the first picture's.")
    private @Nullable String label;

    @Option(
            names = "--to",
            paramLabel = "L",
            description = "Class at the end of the walk, which it turns into on the way. Default: it stays.")
    private @Nullable String to;

    @Option(names = "--loop", description = "Come back to the first picture, for an animation without a jump.")
    private boolean loop;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description =
                    "FILE.png for strips, one per pair of stops; FILE.gif or FILE.apng (all colours) for an animation.")
    private Path out;

    @Mixin
    private SamplingOptions sampling;

    @Override
    Exit run() throws IOException {
        // Between two classes one latent is enough.
        int fewest = to == null ? 2 : 1;
        if (stops < fewest || steps < 1) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--stops is " + stops + " and --steps is " + steps + ", expected at least " + fewest
                            + " stops and 1 step.");
        }
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (ENDINGS.stream().noneMatch(name::endsWith)) {
            throw new AtelierException(
                    Exit.USAGE, "--out is " + out + ", expected a name that ends in .png, .gif or .apng.");
        }
        List<BufferedImage> frames;
        try (Generator generator = sampling.open(run)) {
            frames = frames(generator);
            int scale = Grid.comfortableScale(generator.imageSize());
            Map<String, String> texts = new PictureTexts(run, generator)
                    .with("command", commandText())
                    .with("seed", String.valueOf(seed))
                    .texts();
            if (name.endsWith(".gif")) {
                AnimatedGif.write(moving(frames, scale), FRAME_MILLIS, out);
            } else if (name.endsWith(".apng")) {
                AnimatedPng.write(moving(frames, scale), FRAME_MILLIS, texts, out);
            } else {
                PngFiles.write(Grid.of(strips(frames), steps + 1, scale), out, texts);
            }
        }
        if (json()) {
            printJson(fields("out", out.toString(), "frames", frames.size()));
        } else {
            out().println(out + ": " + stops + " stops, " + frames.size() + " pictures");
        }
        return Exit.DONE;
    }

    private List<BufferedImage> frames(Generator generator) {
        LatentWalk walk = new LatentWalk(stops, steps, loop);
        List<LatentWalk.Place> places = walk.past(generator, seed, label, to);
        BufferedImage[] frames = new BufferedImage[places.size()];
        Parallel.run(sampling.threads(), frames.length, i -> {
            try (Scope scope = Scope.withoutGradient()) {
                frames[i] = Pixels.toImage(places.get(i).picture(generator, sampling.truncation), 0);
            }
        });
        return List.of(frames);
    }

    /** Enlarged; a loop's last picture is its first and would be seen twice. */
    private List<BufferedImage> moving(List<BufferedImage> frames, int scale) {
        return frames.subList(0, loop ? frames.size() - 1 : frames.size()).stream()
                .map(frame -> Grid.of(List.of(frame), 1, scale))
                .toList();
    }

    /** Row by row from stop to stop; where one row ends the next begins. */
    private List<BufferedImage> strips(List<BufferedImage> frames) {
        List<BufferedImage> cells = new ArrayList<>();
        for (int stop = 0; (stop + 1) * steps < frames.size(); stop++) {
            cells.addAll(frames.subList(stop * steps, (stop + 1) * steps + 1));
        }
        return cells;
    }
}
