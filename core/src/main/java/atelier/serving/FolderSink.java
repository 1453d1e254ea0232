package atelier.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One PNG file per picture, in a folder per class. What is known of a picture stands in the PNG itself. */
final class FolderSink implements PictureSink {
    private final Path folder;

    FolderSink(Path folder) {
        this.folder = folder;
    }

    @Override
    public void add(String name, int label, @Nullable String labelName, byte[] png, byte[] json) throws IOException {
        Path place = labelName == null ? folder : folder.resolve(PictureSink.folderName(label, labelName));
        Files.createDirectories(place);
        Files.write(place.resolve(name + ".png"), png);
    }

    @Override
    public void close() {}
}
