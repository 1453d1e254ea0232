package atelier.bench;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.PackedImages;
import atelier.data.ProgressListener;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JPEG files of 256 x 256 pixels to one packed file of 64 x 64: centre crop, antialiased bicubic. */
final class DecodeProgram implements Program {
    private static final int SIZE = 64;

    @Override
    public void prepare(Task task) throws IOException {
        Path folder = Files.createDirectories(task.exchange().resolve("photographs"));
        Threads.run(task.threads(), Photographs.writer(folder, task.count()));
        Exchange.writeSettings(task.exchange(), Exchange.JSON.createObjectNode().put("size", SIZE));
    }

    private static Path pack(Task task) {
        Path target = task.exchange().resolve("atelier.pack");
        DataOptions options = DataOptions.defaults().withSize(SIZE).withThreads(task.threads());
        Datasets.pack(task.exchange().resolve("photographs").toString(), options, target, ProgressListener.NONE);
        return target;
    }

    @Override
    public ObjectNode check(Task task) throws IOException {
        try (PackedImages images = PackedImages.open(pack(task))) {
            byte[] picture = new byte[images.imageBytes()];
            double sum = 0;
            for (int i = 0; i < images.count(); i++) {
                images.copyImage(i, picture, 0);
                for (byte pixel : picture) {
                    sum += pixel & 0xFF;
                }
            }
            ObjectNode result = Exchange.JSON.createObjectNode();
            result.putObject("values").put("mean pixel value", sum / images.count() / picture.length);
            return result;
        }
    }

    @Override
    public ObjectNode rate(Task task) {
        Stopwatch watch = new Stopwatch();
        pack(task);
        return watch.result(task.count());
    }
}
