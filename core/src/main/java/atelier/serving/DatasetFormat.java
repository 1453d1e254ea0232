package atelier.serving;

import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a generated dataset lies on disk. */
public enum DatasetFormat {
    /** PNG files in one folder per class, or in one folder without classes. */
    FOLDER {
        @Override
        PictureSink open(Path folder) {
            return new FolderSink(folder);
        }
    },
    /** Tar files whose entries of one name belong together: {@code .png}, {@code .cls}, {@code .json}. */
    WEBDATASET {
        @Override
        PictureSink open(Path folder) {
            return new TarSink(folder);
        }
    };

    abstract PictureSink open(Path folder) throws IOException;

    /** The name on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A format by name; an unknown one is an {@link Exit#USAGE} error that lists the known ones. */
    public static DatasetFormat named(String name) {
        List<String> known = Arrays.stream(values()).map(DatasetFormat::text).toList();
        return Arrays.stream(values())
                .filter(format -> format.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new AtelierException(
                        Exit.USAGE,
                        "'" + name + "' is not a format that generated pictures can be written in. Known: "
                                + known.stream().collect(Collectors.joining(", ")) + "."
                                + CloseNames.question(name, known)));
    }
}
