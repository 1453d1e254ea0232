package atelier.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the page orders and reads the metrics: what each one tells and which way is better. A metric that is not listed
 * here is shown last, without an arrow and without a mark for the best.
 */
final class MetricGuide {
    /** What a metric tells, in the order of the table. */
    enum Group {
        /** Distance between the distributions: realism and diversity at once. */
        DISTANCE,
        REALISM,
        DIVERSITY,
        RECONSTRUCTION,
        /** Whether samples are copies of training pictures. */
        COPYING,
        /** How probable the model finds real pictures. */
        LIKELIHOOD,
        /** What the samples are good for. */
        USE,
        /** How the code stands to known factors. */
        CODE,
        OTHER
    }

    /** Which way is better. */
    enum Better {
        HIGHER,
        LOWER,
        /** Neither, or not known. */
        NEITHER
    }

    record Entry(String name, Group group, Better better) {}

    private static final List<Entry> ENTRIES = List.of(
            new Entry("frechet-distance", Group.DISTANCE, Better.LOWER),
            new Entry("fd-infinity", Group.DISTANCE, Better.LOWER),
            new Entry("kid", Group.DISTANCE, Better.LOWER),
            new Entry("cmmd", Group.DISTANCE, Better.LOWER),
            new Entry("sliced-wasserstein", Group.DISTANCE, Better.LOWER),
            new Entry("sliced-wasserstein-patches", Group.DISTANCE, Better.LOWER),
            new Entry("precision", Group.REALISM, Better.HIGHER),
            new Entry("density", Group.REALISM, Better.HIGHER),
            new Entry("realism", Group.REALISM, Better.HIGHER),
            new Entry("inception-score", Group.REALISM, Better.HIGHER),
            new Entry("augmentation-leak", Group.REALISM, Better.LOWER),
            new Entry("recall", Group.DIVERSITY, Better.HIGHER),
            new Entry("coverage", Group.DIVERSITY, Better.HIGHER),
            new Entry("repetition", Group.DIVERSITY, Better.LOWER),
            new Entry("vendi", Group.DIVERSITY, Better.NEITHER),
            new Entry("ms-ssim-pairs", Group.DIVERSITY, Better.NEITHER),
            new Entry("lpips-pairs", Group.DIVERSITY, Better.NEITHER),
            new Entry("factor-coverage", Group.DIVERSITY, Better.HIGHER),
            new Entry("modes", Group.DIVERSITY, Better.HIGHER),
            new Entry("modes-kl", Group.DIVERSITY, Better.LOWER),
            new Entry("psnr", Group.RECONSTRUCTION, Better.HIGHER),
            new Entry("ssim", Group.RECONSTRUCTION, Better.HIGHER),
            new Entry("ms-ssim", Group.RECONSTRUCTION, Better.HIGHER),
            new Entry("reconstruction-error", Group.RECONSTRUCTION, Better.LOWER),
            new Entry("lpips", Group.RECONSTRUCTION, Better.LOWER),
            new Entry("ct", Group.COPYING, Better.NEITHER),
            new Entry("authpct", Group.COPYING, Better.NEITHER),
            new Entry("nearest-ratio", Group.COPYING, Better.NEITHER),
            new Entry("copied", Group.COPYING, Better.LOWER),
            new Entry("canaries", Group.COPYING, Better.HIGHER),
            new Entry("elbo", Group.LIKELIHOOD, Better.HIGHER),
            new Entry("iw-bound", Group.LIKELIHOOD, Better.HIGHER),
            new Entry("bits-per-dim", Group.LIKELIHOOD, Better.LOWER),
            new Entry("cas", Group.USE, Better.HIGHER),
            new Entry("cas-augmented", Group.USE, Better.HIGHER),
            new Entry("label-agreement", Group.USE, Better.HIGHER),
            new Entry("mig", Group.CODE, Better.HIGHER),
            new Entry("dci-disentanglement", Group.CODE, Better.HIGHER),
            new Entry("dci-completeness", Group.CODE, Better.HIGHER),
            new Entry("dci-informativeness", Group.CODE, Better.HIGHER),
            new Entry("samples-per-second", Group.USE, Better.HIGHER));

    private static final Map<String, Entry> BY_NAME =
            ENTRIES.stream().collect(Collectors.toUnmodifiableMap(Entry::name, entry -> entry));

    private MetricGuide() {}

    static Entry of(String name) {
        Entry entry = BY_NAME.get(name);
        return entry == null ? new Entry(name, Group.OTHER, Better.NEITHER) : entry;
    }

    static List<Entry> known() {
        return ENTRIES;
    }

    /** The named metrics in the order of the table, unknown ones last by name. */
    static List<Entry> ordered(Collection<String> names) {
        Stream<Entry> known = ENTRIES.stream().filter(entry -> names.contains(entry.name()));
        Stream<Entry> unknown = new TreeSet<>(names)
                .stream().filter(name -> !BY_NAME.containsKey(name)).map(MetricGuide::of);
        return new ArrayList<>(Stream.concat(known, unknown).toList());
    }
}
