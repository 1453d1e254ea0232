package atelier.bench;

import atelier.data.Grid;
import atelier.data.PngFiles;
import atelier.experiment.RunFolder;
import atelier.experiment.TrainedModel;
import atelier.torch.Device;
import atelier.torch.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Draws pictures from the newest checkpoint of a run that is being trained by another process, again and again until it is
 * ended.
 *
 * <pre>
 * CheckpointSampler RUN OUT.png COUNT.txt
 * </pre>
 *
 * COUNT.txt says how many grids were drawn.
 */
public final class CheckpointSampler {
    private static final int PICTURES = 16;
    private static final long PAUSE_MILLISECONDS = 200;

    private CheckpointSampler() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        RunFolder run = RunFolder.open(Path.of(arguments[0]));
        for (int drawn = 1; ; drawn++) {
            try (TrainedModel model = TrainedModel.atCheckpoint(run, Device.CPU);
                    Scope scope = Scope.withoutGradient()) {
                PngFiles.write(
                        Grid.of(model.generator().pictures(drawn, 0, PICTURES, null), 4, 1),
                        Path.of(arguments[1]),
                        Map.of());
            }
            Files.writeString(Path.of(arguments[2]), Integer.toString(drawn));
            Thread.sleep(PAUSE_MILLISECONDS);
        }
    }
}
