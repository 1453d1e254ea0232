package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the source that a path or a name means, and brings it to this machine if it may. */
final class SourceFinder {
    private static final Set<String> VAGUE_NAMES =
            Set.of("image", "images", "img", "imgs", "data", "dataset", "pictures", "photos", "train");
    /** A name that differs in so many letters is offered as a suggestion. */
    private static final int SUGGESTED_DISTANCE = 3;

    private final DataOptions options;
    private final ProgressListener progress;

    SourceFinder(DataOptions options, ProgressListener progress) {
        this.options = options;
        this.progress = progress;
    }

    /** A source with the name under which it appears. */
    record Resolved(String name, ImageSource source, @Nullable DatasetInfo info) {}

    static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The packed file at a path, if there is one. */
    static Optional<Path> packedFile(String pathOrName) {
        return exists(pathOrName) && Files.isRegularFile(Path.of(pathOrName)) && Sources.isPacked(Path.of(pathOrName))
                ? Optional.of(Path.of(pathOrName))
                : Optional.empty();
    }

    /** The source that is meant. */
    Resolved resolve(String pathOrName) {
        DatasetInfo info = byName(pathOrName);
        if (info != null) {
            return new Resolved(info.name(), named(info), info);
        }
        if (!exists(pathOrName)) {
            throw unknown(pathOrName);
        }
        Path path = Path.of(pathOrName).toAbsolutePath().normalize();
        return new Resolved(nameOf(path), Sources.of(path, List.of()), null);
    }

    /** The last part of a path, or the one before it if that says nothing ("images"). */
    private static String nameOf(Path path) {
        Path last = path.getFileName();
        Path parent = path.getParent();
        if (last == null) {
            return path.toString();
        }
        boolean vague = VAGUE_NAMES.contains(last.toString().toLowerCase(Locale.ROOT));
        return vague && parent != null && parent.getFileName() != null
                ? parent.getFileName().toString()
                : last.toString();
    }

    /** The entry of the catalogue; null: it has none of that name. */
    static @Nullable DatasetInfo byName(String pathOrName) {
        return Datasets.catalogue().stream()
                .filter(entry -> entry.name().equals(pathOrName))
                .findFirst()
                .orElse(null);
    }

    private ImageSource named(DatasetInfo info) {
        if (info.obtained() == DatasetInfo.Obtained.BUILT_IN) {
            return Shapes.source(info.name().equals(Shapes.TURNED) ? Shapes.Pose.ANY : Shapes.Pose.UPRIGHT, options);
        }
        if (info.name().equals(StackedGreys.NAME)) {
            return StackedGreys.source(files(Objects.requireNonNull(byName(StackedGreys.GREYS))));
        }
        return files(info);
    }

    /** The files of a set, downloaded first where they are not here and may be. */
    private ImageSource files(DatasetInfo info) {
        Path root = options.dataRoot();
        Path local = root == null ? null : root.resolve(info.name());
        if (local != null && Files.isDirectory(local)) {
            return Sources.of(local, info.labelNames());
        }
        if (info.obtained() == DatasetInfo.Obtained.LOCAL_ONLY) {
            throw new AtelierException(
                    Exit.INPUT,
                    "%s is not here (%s), and Atelier does not download it: its owner publishes no SHA-256 to check it with. Expected the files from %s in a folder %s below --data-root or ATELIER_DATA (%s); or give the path of your own copy."
                            .formatted(
                                    info.name(),
                                    local == null ? "no data root is set" : "there is no folder " + local,
                                    info.source(),
                                    info.name(),
                                    String.join(", ", info.files())));
        }
        Path folder = options.cache().resolve("downloads").resolve(info.name());
        for (String file : info.files()) {
            String sha256 = info.sha256().get(file);
            if (sha256 == null) {
                throw new IllegalStateException("%s has no SHA-256 for %s".formatted(info.name(), file));
            }
            Downloads.fetch(URI.create(info.source() + file), folder.resolve(file), sha256, progress);
        }
        return Sources.of(folder, info.labelNames());
    }

    private static AtelierException unknown(String pathOrName) {
        Optional<DatasetInfo> close = Datasets.catalogue().stream()
                .min(Comparator.comparingInt(entry -> distance(entry.name(), pathOrName)))
                .filter(entry -> distance(entry.name(), pathOrName) <= SUGGESTED_DISTANCE);
        return new AtelierException(
                Exit.INPUT,
                "There is no file or folder '%s', and no data set of that name.%s Expected a path, or one of %s."
                        .formatted(
                                pathOrName,
                                close.map(entry -> " Did you mean '" + entry.name() + "'?")
                                        .orElse(""),
                                String.join(
                                        ", ",
                                        Datasets.catalogue().stream()
                                                .map(DatasetInfo::name)
                                                .toList())));
    }

    /** The number of letters to insert, delete or change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
