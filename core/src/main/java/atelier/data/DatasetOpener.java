package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what a path or a name means, keeps its packed form in the cache, and divides it. */
final class DatasetOpener {
    private static final List<String> SELECTIONS = List.of("train", "validation", "test", "all");
    /** A name that differs in so many letters is offered as a suggestion. */
    private static final int SUGGESTED_DISTANCE = 3;

    private final DataOptions options;
    private final ProgressListener progress;

    DatasetOpener(DataOptions options, ProgressListener progress) {
        this.options = options;
        this.progress = progress;
    }

    /** A source with the name under which it appears. */
    private record Resolved(String name, ImageSource source, @Nullable DatasetInfo info) {}

    ImageDataset open(String pathOrName) {
        Resolved resolved = null;
        PackedImages images;
        Optional<Path> packed = packedFile(pathOrName);
        if (packed.isPresent()) {
            images = openPacked(packed.get());
        } else {
            resolved = resolve(pathOrName);
            images = cached(resolved, true);
        }
        refuseTooFew(pathOrName, images);
        DatasetInfo info = resolved == null ? null : resolved.info;
        return Splits.divide(
                pathOrName, info == null ? "" : info.licence(), info == null ? "" : info.source(), images);
    }

    DataScan scan(String pathOrName) {
        Optional<Path> packed = packedFile(pathOrName);
        if (packed.isPresent()) {
            try (PackedImages images = openPacked(packed.get())) {
                return images.scan();
            }
        }
        Resolved resolved = resolve(pathOrName);
        Path file = cacheFile(resolved);
        PackedImages images = openCached(file);
        if (images == null) {
            return packer(resolved).pack(file);
        }
        try (images) {
            return images.scan();
        }
    }

    DataScan pack(String pathOrName, Path target) {
        Resolved resolved = resolve(pathOrName);
        DataScan scan = packer(resolved).pack(target);
        if (scan.images() == 0) {
            throw nothing(pathOrName, scan);
        }
        return scan;
    }

    ImageSet reference(String reference) {
        int colon = reference.lastIndexOf(':');
        String selection = colon < 0 ? "" : reference.substring(colon + 1);
        if (SELECTIONS.contains(selection) && !exists(reference)) {
            return Datasets.select(open(reference.substring(0, colon)), selection);
        }
        Optional<Path> packed = packedFile(reference);
        if (packed.isEmpty() && resolveName(reference) == null) {
            PackedImages images = cached(resolve(reference), true);
            if (!images.hasOwnTest()) {
                return ImageSet.all(images.scan().name(), images);
            }
        }
        ImageDataset dataset = open(reference);
        boolean judged = dataset.provenance().ownTest() || resolveName(reference) != null;
        return judged ? dataset.test() : dataset.all();
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Optional<Path> packedFile(String pathOrName) {
        return exists(pathOrName) && Files.isRegularFile(Path.of(pathOrName)) && Sources.isPacked(Path.of(pathOrName))
                ? Optional.of(Path.of(pathOrName))
                : Optional.empty();
    }

    private PackedImages openPacked(Path file) {
        PackedImages images = PackedImages.open(file);
        Integer wanted = options.size();
        if (wanted != null && wanted != images.size()) {
            int size = images.size();
            images.close();
            throw new AtelierException(
                    Exit.USAGE,
                    "%s is packed with %d x %d pixels, %d were asked for. Pack its source again with --size %d, or leave --size out."
                            .formatted(file, size, size, wanted, wanted));
        }
        return images;
    }

    private Resolved resolve(String pathOrName) {
        DatasetInfo info = resolveName(pathOrName);
        if (info != null) {
            return new Resolved(info.name(), named(info), info);
        }
        if (!exists(pathOrName)) {
            throw unknown(pathOrName);
        }
        Path path = Path.of(pathOrName).toAbsolutePath().normalize();
        String name = path.getFileName() == null
                ? path.toString()
                : path.getFileName().toString();
        return new Resolved(name, Sources.of(path, List.of()), null);
    }

    private static @Nullable DatasetInfo resolveName(String pathOrName) {
        return Datasets.catalogue().stream()
                .filter(entry -> entry.name().equals(pathOrName))
                .findFirst()
                .orElse(null);
    }

    private ImageSource named(DatasetInfo info) {
        if (info.obtained() == DatasetInfo.Obtained.BUILT_IN) {
            return Shapes.source(options);
        }
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

    private Packer packer(Resolved resolved) {
        return new Packer(resolved.name, resolved.source, options, progress);
    }

    private Path cacheFile(Resolved resolved) {
        try {
            String key = PackedFormat.sha256Hex("%d\n%s\n%s\n%s"
                    .formatted(PackedFormat.VERSION, resolved.source.fingerprint(), options.key(), resolved.name));
            String readable = resolved.name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
            String file = readable.substring(0, Math.min(40, readable.length())) + "-" + key.substring(0, 16);
            return options.cache().resolve("packed").resolve(file + ".pack");
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.INPUT,
                    "%s cannot be read: %s. Expected %s; check the path and its permissions."
                            .formatted(resolved.name, Failures.reason(e), resolved.source.kind()),
                    e);
        }
    }

    private static @Nullable PackedImages openCached(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            return PackedImages.open(file);
        } catch (AtelierException e) {
            // A damaged file in the cache is only lost time: it is made again from its source.
            return null;
        }
    }

    private PackedImages cached(Resolved resolved, boolean needed) {
        Path file = cacheFile(resolved);
        PackedImages images = openCached(file);
        if (images == null) {
            DataScan scan = packer(resolved).pack(file);
            if (scan.images() == 0 && needed) {
                throw nothing(resolved.name, scan);
            }
            images = PackedImages.open(file);
        }
        refuseProblems(resolved.name, images);
        return images;
    }

    /** The cached file may have been made without strictness. */
    private void refuseProblems(String name, PackedImages images) {
        DataScan scan = images.scan();
        if (options.strict() && scan.undecodableCount() > 0) {
            images.close();
            DataScan.Problem first = scan.undecodable().get(0);
            throw new AtelierException(
                    Exit.INPUT,
                    "%s: %s does not decode: %s (%d such files). Remove or repair them, or leave out --strict to skip such files."
                            .formatted(name, first.file(), first.reason(), scan.undecodableCount()));
        }
    }

    private static AtelierException nothing(String name, DataScan scan) {
        String example = scan.undecodable().isEmpty()
                ? ""
                : " The first that does not decode: %s (%s)."
                        .formatted(
                                scan.undecodable().get(0).file(),
                                scan.undecodable().get(0).reason());
        return new AtelierException(
                Exit.INPUT,
                "%s holds no pictures: %s.%s Expected at least %d pictures (JPEG, PNG, WebP, GIF or BMP), in the folder or in folders below it; for named data sets see 'list datasets'."
                        .formatted(name, scan.summary(), example, Datasets.MINIMUM_IMAGES));
    }

    private static void refuseTooFew(String pathOrName, PackedImages images) {
        Set<String> distinct = new HashSet<>();
        for (int i = 0; i < images.count() && distinct.size() < Datasets.MINIMUM_IMAGES; i++) {
            distinct.add(images.imageHash(i));
        }
        if (distinct.size() < Datasets.MINIMUM_IMAGES) {
            String found = images.scan().summary();
            images.close();
            throw new AtelierException(
                    Exit.INPUT,
                    "%s holds too few pictures: %s, of which %d differ. Expected at least %d different ones, so that training, validation and test each get some; a few hundred are needed for pictures worth looking at. Add pictures, or try the built-in set 'shapes'."
                            .formatted(pathOrName, found, distinct.size(), Datasets.MINIMUM_IMAGES));
        }
    }
}
