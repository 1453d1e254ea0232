package atelier.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what passes by while a source is packed. */
final class ScanBuilder {
    private final String name;
    private final String kind;
    private final ImageSource.Items items;
    private final List<DataScan.Problem> problems = new ArrayList<>();
    private final Map<ImageSource.Dimensions, Integer> sizes = new HashMap<>();
    private final int[] perLabel;
    /** 64 bits of a SHA-256 each: enough to count by. */
    private final Set<Long> hashes = new HashSet<>();

    private int problemCount;
    private int images;
    private int grey;
    private int transparent;
    private int duplicates;

    ScanBuilder(String name, String kind, ImageSource.Items items) {
        this.name = name;
        this.kind = kind;
        this.items = items;
        perLabel = new int[items.labelNames().size()];
        items.problems().forEach(problem -> undecodable(problem.file(), problem.reason()));
    }

    void undecodable(String file, String reason) {
        problemCount++;
        if (problems.size() < DataScan.LISTED_PROBLEMS) {
            problems.add(new DataScan.Problem(file, reason));
        }
    }

    /**
     * @param size of the original
     * @param hadTransparency whether the original had pixels that are not opaque
     */
    void picture(ImageSource.Dimensions size, boolean hadTransparency, Picture fitted, int label, byte[] hash) {
        images++;
        sizes.merge(size, 1, Integer::sum);
        grey += fitted.isGrey() ? 1 : 0;
        transparent += hadTransparency ? 1 : 0;
        if (label >= 0) {
            perLabel[label]++;
        }
        duplicates += hashes.add(java.nio.ByteBuffer.wrap(hash).getLong()) ? 0 : 1;
    }

    /** Pictures and bad files so far, without those known before decoding. */
    int seen() {
        return images + problemCount - items.problems().size();
    }

    DataScan build(int size, PackedWriter writer) {
        Map<String, Integer> classes = new LinkedHashMap<>();
        for (int i = 0; i < perLabel.length; i++) {
            classes.put(items.labelNames().get(i), perLabel[i]);
        }
        List<DataScan.SizeCount> common = sizes.entrySet().stream()
                .map(e -> new DataScan.SizeCount(e.getKey().width(), e.getKey().height(), e.getValue()))
                .sorted(Comparator.comparingInt(DataScan.SizeCount::count)
                        .reversed()
                        .thenComparingInt(DataScan.SizeCount::width)
                        .thenComparingInt(DataScan.SizeCount::height))
                .limit(DataScan.LISTED_SIZES)
                .toList();
        return new DataScan(
                name,
                kind,
                images,
                items.otherFiles(),
                problemCount,
                problems,
                common,
                grey,
                transparent,
                classes,
                duplicates,
                writer.ownTest(),
                images > 0 ? size : 0,
                images > 0 ? writer.channels() : 0,
                items.notes());
    }
}
