package example;

// readme: begin
import atelier.Atelier;
import atelier.serving.Generator;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;

public class ReadmeExample {
    // paint(Path.of("photos"), Duration.ofMinutes(6), Path.of("runs/photos"));
    public static void paint(Path photos, Duration budget, Path out) throws IOException {
        Path run = Atelier.train("gan", photos.toString(), budget, out);
        try (Generator generator = Atelier.load(run)) {
            BufferedImage picture = generator.sample(7); // the same seed gives the same picture
            ImageIO.write(picture, "png", out.resolve("seven.png").toFile());
        }
    }
}
// readme: end
