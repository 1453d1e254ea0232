package atelier.bench.gallery;

import atelier.data.Grid;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.serving.Generator;
import atelier.torch.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The first pictures of seed 1, nobody having picked them, in a file small enough for a repository. */
final class SampleSheet {
    /** Bytes of a file at most. */
    static final int LARGEST = 150_000;

    private static final long SEED = 1;
    private static final int COLUMNS = 8;
    private static final int MOST_ROWS = 8;

    private SampleSheet() {}

    /** Writes as many rows of eight as fit. */
    static void write(Path run, Path file) throws IOException {
        List<BufferedImage> cells = new ArrayList<>();
        String model;
        try (Generator generator = Generator.load(run);
                Scope scope = Scope.withoutGradient()) {
            int count = COLUMNS * MOST_ROWS;
            Tensor pictures = generator.pictures(SEED, 0, count, null, 1);
            for (int i = 0; i < count; i++) {
                cells.add(Pixels.toImage(pictures, i));
            }
            model = generator.modelName();
        }
        Map<String, String> texts = Map.of("model", model, "seed", Long.toString(SEED));
        byte[] bytes = PngFiles.encode(Grid.of(cells, COLUMNS, 1), texts);
        for (int rows = MOST_ROWS - 1; bytes.length > LARGEST && rows >= 1; rows--) {
            bytes = PngFiles.encode(Grid.of(cells.subList(0, rows * COLUMNS), COLUMNS, 1), texts);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, bytes);
    }
}
