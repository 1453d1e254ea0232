package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The feature networks there are: one line per network. */
public final class FeatureNetworks {
    /**
     * How a network is opened.
     *
     * @param weightsRoot folder with a subfolder per network, or null where none was named
     * @param size input size in pixels, or null for the network's default
     * @param weights the file or folder of the network's own weights, or null to look under {@code weightsRoot}
     * @param perceptual network of perceptual distances, or null for the default where its weights are there
     * @param input how a network of the user's own takes its pictures
     */
    public record Options(
            @Nullable Path weightsRoot,
            @Nullable Integer size,
            @Nullable Path weights,
            @Nullable PerceptualNetwork perceptual,
            OnnxInput input) {
        /** Weights where the catalogue says, and each network's default input. */
        public Options(@Nullable Path weightsRoot, @Nullable Integer size) {
            this(weightsRoot, size, null, null, OnnxInput.DEFAULT);
        }

        /** No weights folder but the one that {@code ATELIER_WEIGHTS} names, and each network's default input size. */
        public static Options defaults() {
            String folder = System.getenv("ATELIER_WEIGHTS");
            return new Options(folder == null || folder.isBlank() ? null : Path.of(folder), null);
        }
    }

    /** Opens a network. */
    public interface Opener {
        FeatureNetwork open(Options options);
    }

    /**
     * A line of the catalogue.
     *
     * @param name as in {@code --features}
     * @param summary what it is, in one sentence
     * @param source where its weights come from
     * @param licence of the weights, as an SPDX identifier
     * @param opener loads it
     */
    public record Entry(String name, String summary, String source, String licence, Opener opener) {}

    private static final List<Entry> CATALOGUE = List.of(
            Atelier32.ENTRY, MobileNetV2.ENTRY, SqueezeNet.ENTRY, InceptionV3.ENTRY, DinoV2.ENTRY, Thumbnail.ENTRY);

    /** Other names under which networks are known, and their names in the catalogue. */
    private static final Map<String, String> ALIASES = Map.of("atelier", "atelier-32");

    private FeatureNetworks() {}

    /** All networks, the default first. */
    public static List<Entry> catalogue() {
        return CATALOGUE;
    }

    /** The name in the catalogue of what may be another name for it; other names and paths as they are. */
    public static String canonical(String name) {
        return ALIASES.getOrDefault(name, name);
    }

    /** Other names of a network of the catalogue. */
    public static List<String> aliases(String name) {
        return ALIASES.entrySet().stream()
                .filter(alias -> alias.getValue().equals(name))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Opens a network by name or alias, or the user's own where it is the path of an {@code .onnx} file; an unknown
     * name is an {@link Exit#USAGE} error that lists the known ones.
     */
    public static FeatureNetwork open(String name, Options options) {
        if (name.endsWith(".onnx")) {
            if (options.weights() != null) {
                throw new AtelierException(
                        Exit.USAGE, "features.weights is for networks of the catalogue; an .onnx file holds its own.");
            }
            return OnnxNetwork.open(Path.of(name), options);
        }
        if (!options.input().equals(OnnxInput.DEFAULT)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "features.resize, features.mean, features.deviation, features.output and features.classes are for a"
                            + " network of one's own (--features FILE.onnx); those of '" + name
                            + "' belong to its convention.");
        }
        return CATALOGUE.stream()
                .filter(entry -> entry.name().equals(canonical(name)))
                .findFirst()
                .orElseThrow(() -> new AtelierException(
                        Exit.USAGE,
                        "'" + name + "' is not a feature network. Known: "
                                + CATALOGUE.stream().map(Entry::name).collect(Collectors.joining(", "))
                                + ", or the path of an .onnx file."))
                .opener()
                .open(options);
    }

    /** The folder of a network's weights: that of {@code features.weights}, or {@code ROOT/subfolder/weights}. */
    static Path weightsFolder(Options options, String name, String subfolder) {
        Path named = options.weights();
        if (named != null) {
            return named;
        }
        Path root = options.weightsRoot();
        if (root == null) {
            throw new AtelierException(
                    Exit.USAGE,
                    "Feature network '" + name
                            + "' needs its weights: give --weights-root DIR (or ATELIER_WEIGHTS) where" + " DIR/"
                            + subfolder + "/weights holds the .npy files.");
        }
        Path folder = root.resolve(subfolder).resolve("weights");
        if (!Files.isDirectory(folder)) {
            throw new AtelierException(
                    Exit.INPUT,
                    "The weights of feature network '" + name + "' were expected in " + folder
                            + ", which is not a folder; check --weights-root.");
        }
        return folder;
    }
}
