package atelier.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Divides pictures into training, validation and test by the hash of their content, so that the division does not
 * depend on names or order and equal pictures are on one side.
 *
 * <p>A source's own test split is kept; pictures equal to one of them leave the rest, a tenth of which becomes the
 * validation split. Other sources are divided 80/10/10. With many pictures a picture's own hash decides, so that a
 * growing collection keeps its division; with few, the order of the hashes does, so that no split is empty by chance.
 */
final class Splits {
    /** From so many distinct pictures on, the shares are near enough to a tenth by themselves. */
    private static final int MANY = 2000;

    private static final double SHARE = 0.1;

    private enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    private final PackedImages images;
    private final Map<String, Part> parts = new HashMap<>();
    private final Set<String> testHashes = new HashSet<>();

    private Splits(PackedImages images) {
        this.images = images;
    }

    /**
     * Divides the pictures.
     *
     * @param licence and {@code url} go into the provenance
     */
    static ImageDataset divide(String path, String licence, String url, PackedImages images) {
        return new Splits(images).divide(path, licence, url);
    }

    private ImageDataset divide(String path, String licence, String url) {
        SortedSet<String> rest = new TreeSet<>();
        for (int i = 0; i < images.count(); i++) {
            if (images.ownSplit(i) == OwnSplit.TEST) {
                testHashes.add(images.imageHash(i));
            }
        }
        for (int i = 0; i < images.count(); i++) {
            String hash = images.imageHash(i);
            if (images.ownSplit(i) == OwnSplit.REST && !testHashes.contains(hash)) {
                rest.add(hash);
            }
        }
        assign(rest);
        return collect(path, licence, url);
    }

    private void assign(SortedSet<String> distinct) {
        boolean wantsTest = testHashes.isEmpty();
        int each = Math.max(1, (int) Math.round(distinct.size() * SHARE));
        int rank = 0;
        for (String hash : distinct) {
            double position = distinct.size() >= MANY ? fraction(hash) : (double) rank / each * SHARE;
            Part part = Part.TRAIN;
            if (position < SHARE - 1e-9) {
                part = wantsTest ? Part.TEST : Part.VALIDATION;
            } else if (wantsTest && position < 2 * SHARE - 1e-9) {
                part = Part.VALIDATION;
            }
            parts.put(hash, part);
            rank++;
        }
    }

    /** The hash as a number in [0,1): its first 32 bits. */
    private static double fraction(String hash) {
        return Long.parseLong(hash.substring(0, 8), 16) / 4294967296.0;
    }

    private ImageDataset collect(String path, String licence, String url) {
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        int dropped = 0;
        for (int i = 0; i < images.count(); i++) {
            Part part = parts.get(images.imageHash(i));
            if (images.ownSplit(i) == OwnSplit.TEST) {
                test.add(i);
            } else if (part == null) {
                dropped++;
            } else {
                (part == Part.TRAIN ? train : part == Part.VALIDATION ? validation : test).add(i);
            }
        }
        String name = images.scan().name();
        DataProvenance provenance = new DataProvenance(
                name,
                path,
                images.scan().kind(),
                licence,
                url,
                images.size(),
                images.channels(),
                train.size(),
                validation.size(),
                test.size(),
                images.hasOwnTest(),
                dropped,
                images.scan().undecodableCount(),
                images.labelNames(),
                images.options(),
                images.contentHash());
        return new ImageDataset(
                name,
                images,
                set(name + ", train", train),
                set(name + ", validation", validation),
                set(name + ", test", test),
                provenance);
    }

    private ImageSet set(String name, List<Integer> indices) {
        return new ImageSet(
                name, images, indices.stream().mapToInt(Integer::intValue).toArray());
    }
}
