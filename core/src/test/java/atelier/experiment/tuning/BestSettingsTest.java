package atelier.experiment.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.DataOptions;
import atelier.data.Fit;
import atelier.experiment.Protocol;
import atelier.torch.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestSettingsTest {
    @TempDir
    private Path folder;

    private static Protocol protocol(String data, DataOptions options, boolean unconditional) {
        return new Protocol(
                data, options, unconditional, null, 640L, Device.CPU, null, 1, List.of(), "./atelier tune pictures");
    }

    private static JsonNode models() throws IOException {
        return new ObjectMapper()
                .readTree(
                        """
                        [{"name": "vae", "best": {"trial": 2, "score": 1.5, "images": 640, "first": 2.5,
                          "defaultsFirst": 3.5, "settings": {"vae.beta": 2, "vae.training.learningRate": 0.001}}}]
                        """);
    }

    @Test
    void theCommandsToUseThemCanBeTypedAsTheyAreWritten() throws IOException {
        Path out = Files.createDirectories(folder.resolve("my tuning"));
        Protocol protocol = protocol("my pictures", DataOptions.defaults(), false);
        new BestSettings(out, protocol, "frechet-distance").write(models());

        assertThat(Files.readAllLines(out.resolve("best.yaml")))
                .contains("# To use it: ./atelier compare 'my pictures' --models vae --config '" + out + "/best.yaml'");
        assertThat(Files.readAllLines(out.resolve("best-vae.yaml")))
                .contains("# To use it: ./atelier train vae 'my pictures' --config '" + out + "/best-vae.yaml'");
    }

    @Test
    void theCommandsReadThePicturesAsTheyWereReadForTheSearch() throws IOException {
        DataOptions options =
                DataOptions.defaults().withSize(32).withFit(Fit.PAD).withBackground(0x00FF80);
        new BestSettings(folder, protocol("pictures", options, true), "frechet-distance").write(models());

        assertThat(Files.readString(folder.resolve("best-vae.yaml")))
                .contains("./atelier train vae pictures --size 32 --fit pad --background '#00ff80' --unconditional"
                        + " --config ");
    }
}
