package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a source becomes a data set.
 *
 * @param size side of the square pictures in pixels, 16 to 256; null: the most common size of the data, up to 64
 * @param fit how pictures that are not square become square
 * @param backgroundRgb what shows through transparent pixels and fills padding, 0xRRGGBB
 * @param strict a file that does not decode ends the work instead of being listed and skipped
 * @param cache folder for packed and downloaded files
 * @param dataRoot folder in which named data sets already lie ({@code dataRoot/fashion-mnist/*.gz}), or null
 * @param threads how many pictures are decoded at once
 */
public record DataOptions(
        @Nullable Integer size,
        Fit fit,
        int backgroundRgb,
        boolean strict,
        Path cache,
        @Nullable Path dataRoot,
        int threads) {
    /** Smallest side of the pictures. */
    public static final int MINIMUM_SIZE = 16;
    /** Largest side of the pictures. */
    public static final int MAXIMUM_SIZE = 256;
    /** Pictures are not made larger than this unless a size is asked for. */
    public static final int DEFAULT_SIZE_LIMIT = 64;

    /** White. */
    public static final int DEFAULT_BACKGROUND = 0xFFFFFF;

    public DataOptions {
        if (size != null && (size < MINIMUM_SIZE || size > MAXIMUM_SIZE)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "The picture size is %d, expected %d to %d pixels. Choose another --size."
                            .formatted(size, MINIMUM_SIZE, MAXIMUM_SIZE));
        }
        if (backgroundRgb < 0 || backgroundRgb > 0xFFFFFF) {
            throw new AtelierException(
                    Exit.USAGE,
                    "The background colour is 0x%X, expected 0x000000 to 0xFFFFFF (red, green, blue)."
                            .formatted(backgroundRgb));
        }
        if (threads < 1) {
            throw new AtelierException(
                    Exit.USAGE, "The number of decoding threads is %d, expected at least 1.".formatted(threads));
        }
    }

    /**
     * The data's own size, centre crop, white background, bad files skipped; the cache folder is {@code ATELIER_CACHE}
     * or {@code ~/.cache/atelier}, the data root {@code ATELIER_DATA}; all cores decode.
     */
    public static DataOptions defaults() {
        return new DataOptions(
                null,
                Fit.CROP,
                DEFAULT_BACKGROUND,
                false,
                defaultCache(),
                environmentPath("ATELIER_DATA"),
                Runtime.getRuntime().availableProcessors());
    }

    private static Path defaultCache() {
        Path named = environmentPath("ATELIER_CACHE");
        return named != null ? named : Path.of(System.getProperty("user.home", "."), ".cache", "atelier");
    }

    private static @Nullable Path environmentPath(String variable) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? null : Path.of(value);
    }

    /** The same for pictures with this side in pixels; null: the data's own. */
    public DataOptions withSize(@Nullable Integer newSize) {
        return new DataOptions(newSize, fit, backgroundRgb, strict, cache, dataRoot, threads);
    }

    /** The same with another way to make pictures square. */
    public DataOptions withFit(Fit newFit) {
        return new DataOptions(size, newFit, backgroundRgb, strict, cache, dataRoot, threads);
    }

    /** The same on another background, 0xRRGGBB. */
    public DataOptions withBackground(int newBackgroundRgb) {
        return new DataOptions(size, fit, newBackgroundRgb, strict, cache, dataRoot, threads);
    }

    /** The same with files that do not decode ending the work, or being skipped. */
    public DataOptions withStrict(boolean newStrict) {
        return new DataOptions(size, fit, backgroundRgb, newStrict, cache, dataRoot, threads);
    }

    /** The same with another folder for packed and downloaded files. */
    public DataOptions withCache(Path newCache) {
        return new DataOptions(size, fit, backgroundRgb, strict, newCache, dataRoot, threads);
    }

    /** The same with another folder in which named sets lie; null: none. */
    public DataOptions withDataRoot(@Nullable Path newDataRoot) {
        return new DataOptions(size, fit, backgroundRgb, strict, cache, newDataRoot, threads);
    }

    /** The same with so many pictures decoded at once. */
    public DataOptions withThreads(int newThreads) {
        return new DataOptions(size, fit, backgroundRgb, strict, cache, dataRoot, newThreads);
    }

    /** What the packed pictures depend on, as one line: part of the cache key. */
    String key() {
        return "size=%s fit=%s background=%06x"
                .formatted(size == null ? "own" : size, fit, backgroundRgb)
                .toLowerCase(Locale.ROOT);
    }
}
