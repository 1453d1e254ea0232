package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the weights of a network may lie under {@code --weights-root}: {@code NAME.safetensors}, {@code NAME.pth} or
 * {@code NAME.pt}, a file under its published name there or in the folder {@code NAME}, or {@code NAME} (or
 * {@code NAME/weights}) as a folder of .npy files.
 *
 * @param network its name in the catalogue
 * @param folder NAME
 * @param published names under which its owners publish the file
 * @param origin where to get it, for people
 */
record WeightPlaces(String network, String folder, List<String> published, String origin) {
    /** Opens the weights that {@code features.weights} names, or else those that lie in one of the places. */
    NamedWeights open(FeatureNetworks.Options options) {
        Path named = options.weights();
        if (named != null) {
            if (!Files.exists(named)) {
                throw new AtelierException(
                        Exit.INPUT, named + ", which features.weights names, does not exist; check the path.");
            }
            return NamedWeights.open(named);
        }
        return find(options, " Or name the file with --set features.weights=FILE.");
    }

    /** Opens the weights that lie in one of the places. */
    NamedWeights find(FeatureNetworks.Options options) {
        return find(options, "");
    }

    private NamedWeights find(FeatureNetworks.Options options, String hint) {
        Path root = options.weightsRoot();
        if (root == null) {
            throw new AtelierException(
                    Exit.USAGE,
                    "Feature network '" + network + "' needs its weights: give --weights-root DIR (or ATELIER_WEIGHTS)"
                            + " where " + shown("DIR") + " lies. " + origin + hint);
        }
        List<Path> found = found(root);
        if (found.isEmpty()) {
            throw new AtelierException(
                    Exit.INPUT,
                    "The weights of feature network '" + network + "' are not in " + root + ": expected "
                            + shown(root.toString()) + ". " + origin + hint);
        }
        if (found.size() > 1) {
            throw new AtelierException(
                    Exit.USAGE,
                    "There are several weights for feature network '" + network + "': " + found + "."
                            + (hint.isEmpty() ? " Leave one of them there." : hint));
        }
        return NamedWeights.open(found.get(0));
    }

    /** Whether any of the places holds something. */
    boolean present(Path root) {
        return !found(root).isEmpty();
    }

    private List<Path> found(Path root) {
        List<Path> found = new ArrayList<>();
        for (Path place : places(root)) {
            if (Files.isRegularFile(place) || Files.isDirectory(place) && holdsArrays(place)) {
                found.add(place);
            }
        }
        return found;
    }

    private List<Path> places(Path root) {
        List<Path> places = new ArrayList<>();
        for (String extension : List.of(".safetensors", ".pth", ".pt")) {
            places.add(root.resolve(folder + extension));
        }
        Path own = root.resolve(folder);
        for (String name : published) {
            places.add(root.resolve(name));
            places.add(own.resolve(name));
        }
        places.add(own.resolve("weights"));
        places.add(own);
        return places;
    }

    private static boolean holdsArrays(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(".npy"));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The places for people, such as {@code DIR/dinov2.safetensors, .pth or .pt, ...}. */
    String shown(String root) {
        String names = published.isEmpty() ? "" : ", " + root + "/" + String.join(", " + root + "/", published);
        return root + "/" + folder + ".safetensors (or .pth, .pt)" + names + " or " + root + "/" + folder
                + "/weights/*.npy";
    }
}
