package atelier.cli;

import atelier.data.Grid;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.serving.Generator;
import atelier.torch.Npy;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier sample RUN}: pictures from seeds or from given latents. */
@Command(name = "sample")
final class SampleCommand extends Verb {
    private static final int BATCH = 64;
    private static final int COLUMNS = 8;

    @Parameters(paramLabel = "RUN", description = "The folder of a run.")
    private Path run;

    @Option(names = "--count", paramLabel = "N", description = "How many pictures. Default: 64, or the latents given.")
    private @Nullable Integer count;

    @Option(names = "--seed", paramLabel = "S", description = "Which pictures. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--latent",
            paramLabel = "FILE.npy",
            description = "Latents [N,Z] float32 or float64 instead of a seed.")
    private @Nullable Path latentFile;

    @Option(names = "--label", paramLabel = "L", description = SamplingOptions.LABEL)
    private @Nullable String label;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.png|DIR",
            description = "One grid, or a folder for one file per picture.")
    private Path out;

    @Option(
            names = "--checkpoint",
            description = "What the run has reached at its newest checkpoint, also while it is being trained.")
    private boolean checkpoint;

    @Mixin
    private SamplingOptions sampling;

    @Override
    Exit run() throws IOException {
        if (count != null && count < 1) {
            throw new AtelierException(Exit.USAGE, "--count is " + count + ", expected at least 1.");
        }
        boolean grid = out.getFileName() != null
                && out.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png");
        requirePlace(grid);
        if (latentFile != null) {
            sampling.requireNoSampler("--latent");
        }
        try (Generator generator = checkpoint ? sampling.openCheckpoint(run) : sampling.open(run)) {
            float @Nullable [] latents = latentFile == null ? null : latents(generator, latentFile);
            int pictures = latents == null ? (count == null ? BATCH : count) : latents.length / generator.latentSize();
            BufferedImage[] cells = new BufferedImage[grid ? pictures : 0];
            if (!grid) {
                Files.createDirectories(out);
            }
            Map<String, String> texts = texts(generator);
            int batches = (pictures + BATCH - 1) / BATCH;
            Parallel.run(sampling.threads(), batches, index -> {
                int from = index * BATCH;
                int to = Math.min(pictures, from + BATCH);
                try (Scope scope = Scope.withoutGradient()) {
                    Tensor batch = latents == null
                            ? generator.pictures(seed, from, to, label, sampling.truncation)
                            : decode(generator, latents, from, to);
                    for (int i = from; i < to; i++) {
                        BufferedImage picture = Pixels.toImage(batch, i - from);
                        if (grid) {
                            cells[i] = picture;
                        } else {
                            String name = String.format(Locale.ROOT, "%06d.png", i);
                            PngFiles.write(picture, out.resolve(name), indexed(texts, i));
                        }
                    }
                }
            });
            if (grid) {
                int scale = pictures == 1 ? 1 : Grid.comfortableScale(generator.imageSize());
                PngFiles.write(Grid.of(List.of(cells), Math.min(COLUMNS, pictures), scale), out, indexed(texts, 0));
            }
            report(pictures);
        }
        return Exit.DONE;
    }

    /** Says what lies in the way before anything is made. */
    private void requirePlace(boolean grid) {
        if (grid && Files.isDirectory(out)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--out is " + out
                            + ", which is a folder, and a name that ends in .png gets one grid. Choose another"
                            + " name.");
        }
        if (!grid && Files.exists(out) && !Files.isDirectory(out)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--out is " + out + ", which is a file. Expected a name that ends in .png for one grid, or a folder"
                            + " (a new one is made) for one file per picture.");
        }
    }

    private Map<String, String> texts(Generator generator) {
        return new PictureTexts(run, generator)
                .with("command", commandText())
                .with("seed", latentFile == null ? String.valueOf(seed) : "latents from " + latentFile)
                .with("label", label == null ? "as in training" : label)
                .with("truncation", String.valueOf(sampling.truncation))
                .with("weights", checkpoint ? "of a checkpoint" : "of the finished run")
                .texts();
    }

    private static Map<String, String> indexed(Map<String, String> texts, int index) {
        Map<String, String> own = new LinkedHashMap<>(texts);
        own.put("index", String.valueOf(index));
        return own;
    }

    private Tensor decode(Generator generator, float[] latents, int from, int to) {
        int size = generator.latentSize();
        float[] part = Arrays.copyOfRange(latents, from * size, to * size);
        if (label != null) {
            return generator.decode(part, generator.classes(label), sampling.truncation);
        }
        long[] labels = new long[to - from];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = generator.label(seed, from + i);
        }
        return generator.decode(part, labels, sampling.truncation);
    }

    private float[] latents(Generator generator, Path file) {
        Npy array = Npy.read(file);
        long[] shape = array.shape();
        if (!array.isFloating() || shape.length != 2 || shape[1] != generator.latentSize() || shape[0] < 1) {
            throw new AtelierException(
                    Exit.INPUT,
                    file + " has shape " + Arrays.toString(shape) + ", expected float32 or float64 [N,"
                            + generator.latentSize() + "]; this run's latentSize is " + generator.latentSize() + ".");
        }
        float[] values = array.floats();
        return count == null ? values : Arrays.copyOf(values, (int) Math.min(shape[0], count) * generator.latentSize());
    }

    private void report(int pictures) {
        if (json()) {
            printJson(fields("out", out.toString(), "count", pictures));
        } else {
            out().println(out + ": " + pictures + (pictures == 1 ? " picture" : " pictures"));
        }
    }
}
