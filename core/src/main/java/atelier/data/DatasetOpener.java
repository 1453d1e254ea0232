package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the packed form of sources in the cache and divides it. */
final class DatasetOpener {
    private static final List<String> SELECTIONS = List.of("train", "validation", "test", "all");

    private final DataOptions options;
    private final ProgressListener progress;
    private final SourceFinder finder;

    DatasetOpener(DataOptions options, ProgressListener progress) {
        this.options = options;
        this.progress = progress;
        this.finder = new SourceFinder(options, progress);
    }

    ImageDataset open(String pathOrName) {
        SourceFinder.Resolved resolved = null;
        PackedImages images;
        Optional<Path> packed = SourceFinder.packedFile(pathOrName);
        if (packed.isPresent()) {
            images = openPacked(packed.get());
        } else {
            resolved = finder.resolve(pathOrName);
            images = cached(resolved);
        }
        refuseTooFew(pathOrName, images);
        DatasetInfo info = resolved == null ? null : resolved.info();
        return Splits.divide(pathOrName, info == null ? "" : info.licence(), info == null ? "" : info.source(), images);
    }

    DataScan scan(String pathOrName) {
        Optional<Path> packed = SourceFinder.packedFile(pathOrName);
        if (packed.isPresent()) {
            try (PackedImages images = openPacked(packed.get())) {
                return images.scan();
            }
        }
        SourceFinder.Resolved resolved = finder.resolve(pathOrName);
        PackedImages images = openCached(resolved);
        if (images == null) {
            return packer(resolved).pack(cacheFile(resolved, options));
        }
        try (images) {
            return images.scan();
        }
    }

    DataScan pack(String pathOrName, Path target) {
        if (SourceFinder.packedFile(pathOrName).isPresent()) {
            try (PackedImages images = openPacked(Path.of(pathOrName))) {
                throw new AtelierException(
                        Exit.USAGE,
                        "%s is packed already (%d pictures, %d x %d). Expected pictures that are not; use the file as DATA as it is, or pack its source again for another --size."
                                .formatted(pathOrName, images.count(), images.size(), images.size()));
            }
        }
        SourceFinder.Resolved resolved = finder.resolve(pathOrName);
        DataScan scan = packer(resolved).pack(target);
        if (scan.images() == 0) {
            throw nothing(pathOrName, scan);
        }
        return scan;
    }

    /** Every picture, be they many or few. */
    ImageSet whole(String pathOrName) {
        Optional<Path> packed = SourceFinder.packedFile(pathOrName);
        PackedImages images = packed.isPresent() ? openPacked(packed.get()) : cached(finder.resolve(pathOrName));
        return ImageSet.all(images.scan().name(), images);
    }

    /** Whether a part of the data is chosen: {@code DATA:test} and so on. */
    static boolean namesPart(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon >= 0 && SELECTIONS.contains(reference.substring(colon + 1)) && !SourceFinder.exists(reference);
    }

    Reference reference(String reference, @Nullable String contentHash) {
        if (namesPart(reference)) {
            int colon = reference.lastIndexOf(':');
            String selection = reference.substring(colon + 1);
            ImageDataset dataset = open(reference.substring(0, colon));
            boolean apart = selection.equals("test") || selection.equals("validation");
            return new Reference(Datasets.select(dataset, selection), apart ? dataset.train() : null, false);
        }
        ImageSet whole = whole(reference);
        PackedImages images = whole.images();
        boolean divided = SourceFinder.byName(reference) != null
                || images.hasOwnTest()
                || images.contentHash().equals(contentHash);
        return divided ? Reference.test(Splits.divide(reference, "", "", images)) : new Reference(whole, null, false);
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

    private Packer packer(SourceFinder.Resolved resolved) {
        return new Packer(resolved.name(), resolved.source(), options, progress);
    }

    private static Path cacheFile(SourceFinder.Resolved resolved, DataOptions options) {
        try {
            String key = PackedFormat.sha256Hex(PackedFormat.VERSION + "\n"
                    + String.join("\n", resolved.source().fingerprint(), options.key(), resolved.name()));
            String readable = resolved.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
            String file = readable.substring(0, Math.min(40, readable.length())) + "-" + key.substring(0, 16);
            return options.cache().resolve("packed").resolve(file + ".pack");
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.INPUT,
                    "%s cannot be read: %s. Expected %s; check the path and its permissions."
                            .formatted(
                                    resolved.name(),
                                    Failures.reason(e),
                                    resolved.source().kind()),
                    e);
        }
    }

    /** What was packed before: at this very size, or at the data's own where that is the size asked for. */
    private @Nullable PackedImages openCached(SourceFinder.Resolved resolved) {
        PackedImages images = openCached(cacheFile(resolved, options));
        Integer wanted = options.size();
        if (images != null || wanted == null) {
            return images;
        }
        PackedImages own = openCached(cacheFile(resolved, options.withSize(null)));
        if (own == null || own.size() == wanted) {
            return own;
        }
        own.close();
        return null;
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

    private PackedImages cached(SourceFinder.Resolved resolved) {
        PackedImages images = openCached(resolved);
        if (images == null) {
            Path file = cacheFile(resolved, options);
            DataScan scan = packer(resolved).pack(file);
            if (scan.images() == 0) {
                throw nothing(resolved.name(), scan);
            }
            images = PackedImages.open(file);
        }
        refuseProblems(resolved.name(), images);
        images.scan().notes().forEach(progress::note);
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
