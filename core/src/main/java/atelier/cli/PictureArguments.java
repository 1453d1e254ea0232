package atelier.cli;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.ProgressListener;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** Pictures named on the command line: one DATA, or single files. */
final class PictureArguments {
    private static final int WEIGHT_SUM = 1000;
    /** ITU-R BT.601, in thousandths. */
    private static final int[] LUMA = {299, 587, 114};

    private PictureArguments() {}

    /** Opens them at the size of the options; closing the set's images releases them. */
    static ImageSet open(List<String> arguments, DataOptions options, ProgressListener progress) throws IOException {
        if (areFiles(arguments)) {
            return files(arguments.stream().map(Path::of).toList(), options, progress);
        }
        if (arguments.size() > 1) {
            throw new AtelierException(
                    Exit.USAGE,
                    "got " + arguments.size() + " arguments for IMAGES, expected one DATA or picture files only.");
        }
        return Datasets.openReference(arguments.get(0), options, progress);
    }

    /** Whether all of them are files of single pictures. */
    static boolean areFiles(List<String> arguments) {
        return arguments.stream().allMatch(argument -> isPicture(Path.of(argument)));
    }

    private static boolean isPicture(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path)
                && Stream.of(".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp").anyMatch(name::endsWith);
    }

    /** A few files are read like a folder of their own, which leaves nothing behind. */
    private static ImageSet files(List<Path> files, DataOptions options, ProgressListener progress) throws IOException {
        Path temporary = Files.createTempDirectory("atelier-pictures");
        try {
            Path folder = Files.createDirectory(temporary.resolve("pictures"));
            for (int i = 0; i < files.size(); i++) {
                String name =
                        String.format(Locale.ROOT, "%06d-%s", i, files.get(i).getFileName());
                Files.copy(files.get(i), folder.resolve(name));
            }
            return Datasets.openReference(
                    folder.toString(),
                    options.withCache(temporary.resolve("cache")).withStrict(true),
                    progress);
        } finally {
            // A file that is mapped stays readable after its name is gone.
            delete(temporary);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /**
     * Chosen pictures in as many channels as a model has.
     *
     * @return [N,C,H,W] float32 in [-1,1]
     */
    static Tensor tensor(ImageSet set, int[] which, int channels) {
        if (set.channels() == channels) {
            return Pixels.toFloat(set, which);
        }
        int plane = set.size() * set.size();
        byte[] source = new byte[plane * set.channels()];
        byte[] target = new byte[which.length * plane * channels];
        for (int i = 0; i < which.length; i++) {
            set.copyImage(which[i], source, 0);
            for (int p = 0; p < plane; p++) {
                for (int c = 0; c < channels; c++) {
                    target[(i * plane + p) * channels + c] = channels == 1 ? luma(source, 3 * p) : source[p];
                }
            }
        }
        return Pixels.toFloat(target, which.length, set.size(), channels);
    }

    private static byte luma(byte[] pixels, int at) {
        int sum = WEIGHT_SUM / 2;
        for (int c = 0; c < LUMA.length; c++) {
            sum += LUMA[c] * (pixels[at + c] & 0xFF);
        }
        return (byte) (sum / WEIGHT_SUM);
    }
}
