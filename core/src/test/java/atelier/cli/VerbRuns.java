package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures of two classes, and runs of tiny networks on them, for tests of the verbs around a run. */
final class VerbRuns {
    /** Side of the pictures. */
    static final int SIZE = 16;
    /** Z of the networks. */
    static final int LATENT = 4;
    /** Side of a picture's cell in a grid: four-fold, with a gap. */
    static final int CELL = 4 * SIZE + 2;

    private static final int PICTURES = 60;

    private final Path folder;
    private final Path pictures;

    /** Draws the pictures below a folder. */
    VerbRuns(Path folder) throws IOException {
        this.folder = folder;
        pictures = folder.resolve("pictures");
        for (int i = 0; i < PICTURES; i++) {
            draw(pictures.resolve(i % 2 == 0 ? "discs" : "squares").resolve(i + ".png"), i);
        }
    }

    private static void draw(Path file, int number) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.getHSBColor(number / (float) PICTURES, 1, 1));
        if (number % 2 == 0) {
            graphics.fillOval(2 + number % 5, 2, 8, 8);
        } else {
            graphics.fillRect(2 + number % 5, 2, 8, 8);
        }
        graphics.dispose();
        ImageIO.write(picture, "png", file.toFile());
    }

    /** The folder of the pictures, one folder per class: {@code discs} and {@code squares}. */
    String pictures() {
        return pictures.toString();
    }

    /** A place for something. */
    Path place(String name) {
        return folder.resolve(name);
    }

    /** Trains a tiny network for 64 images. */
    Terminal train(String model, Path out, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("train", model, pictures(), "--images", "64", "--threads", "1"));
        arguments.addAll(List.of("--set", "training.batchSize=16", "--set", "model.width=8"));
        arguments.addAll(List.of("--set", "model.latentSize=" + LATENT, "--out", out.toString()));
        arguments.addAll(List.of(more));
        return Terminal.run(arguments.toArray(new String[0]));
    }

    /** The folder of a finished run of a model. */
    String finished(String model) {
        Path out = place("run-" + model);
        Terminal trained = train(model, out);
        assertThat(trained.code()).as(trained.err()).isZero();
        return out.toString();
    }
}
