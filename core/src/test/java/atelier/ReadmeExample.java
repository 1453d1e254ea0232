package atelier;

// readme: begin
import atelier.serving.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;

class ReadmeExample {
    static void paint(Path photos, Duration budget, Path out) throws IOException {
        Path run = Atelier.train("gan", photos.toString(), budget, out);
        try (Generator generator = Atelier.load(run)) {
            var picture = generator.sample(7); // a BufferedImage; the same seed gives the same picture
            ImageIO.write(picture, "png", out.resolve("seven.png").toFile());
        }
    }
}
// readme: end
