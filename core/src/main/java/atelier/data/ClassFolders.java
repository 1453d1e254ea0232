package atelier.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads labels and splits from the paths of pictures. The class is the first folder level below the root that
 * branches; folders named train and test (or val) are splits, not classes.
 */
final class ClassFolders {
    /** The class of pictures that lie beside the class folders. */
    static final String LOOSE = "(other)";

    private static final Set<String> TRAIN = Set.of("train", "training");
    private static final Set<String> TEST = Set.of("test", "testing");
    private static final Set<String> VALIDATION = Set.of("val", "valid", "validation");

    private final List<String> labelNames;
    private final int[] labels;
    private final OwnSplit[] splits;

    private ClassFolders(List<String> labelNames, int[] labels, OwnSplit[] splits) {
        this.labelNames = labelNames;
        this.labels = labels;
        this.splits = splits;
    }

    List<String> labelNames() {
        return labelNames;
    }

    int label(int i) {
        return labels[i];
    }

    OwnSplit split(int i) {
        return splits[i];
    }

    /** Reads paths relative to the root, with '/' between their parts. */
    static ClassFolders of(List<String> paths) {
        List<List<String>> folders = new ArrayList<>();
        for (String path : paths) {
            List<String> parts = List.of(path.split("/"));
            folders.add(parts.subList(0, parts.size() - 1));
        }
        folders = withoutCommonStart(folders);
        OwnSplit[] splits = splits(folders);
        if (splits.length > 0) {
            folders = withoutCommonStart(
                    folders.stream().map(f -> f.subList(1, f.size())).toList());
        } else {
            splits = new OwnSplit[paths.size()];
            java.util.Arrays.fill(splits, OwnSplit.REST);
        }
        List<String> names = names(folders);
        Map<String, Integer> positions = new HashMap<>();
        names.forEach(name -> positions.put(name, positions.size()));
        int[] labels = new int[paths.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = positions.getOrDefault(top(folders.get(i)), -1);
        }
        return new ClassFolders(names, labels, splits);
    }

    private static String top(List<String> folders) {
        return folders.isEmpty() ? LOOSE : folders.get(0);
    }

    private static List<List<String>> withoutCommonStart(List<List<String>> folders) {
        List<List<String>> rest = folders;
        while (!rest.isEmpty()
                && !rest.get(0).isEmpty()
                && rest.stream().map(ClassFolders::top).distinct().count() == 1) {
            rest = rest.stream().map(f -> f.subList(1, f.size())).toList();
        }
        return rest;
    }

    /** The split of every picture if the top folders are splits, else nothing. */
    private static OwnSplit[] splits(List<List<String>> folders) {
        Set<String> tops = new TreeSet<>();
        folders.forEach(f -> tops.add(top(f).toLowerCase(Locale.ROOT)));
        boolean train = tops.stream().anyMatch(TRAIN::contains);
        boolean test = tops.stream().anyMatch(TEST::contains);
        boolean known = tops.stream().allMatch(t -> TRAIN.contains(t) || TEST.contains(t) || VALIDATION.contains(t));
        if (!known || !train || tops.size() < 2) {
            return new OwnSplit[0];
        }
        Set<String> held = test ? TEST : VALIDATION;
        return folders.stream()
                .map(f -> held.contains(top(f).toLowerCase(Locale.ROOT)) ? OwnSplit.TEST : OwnSplit.REST)
                .toArray(OwnSplit[]::new);
    }

    private static List<String> names(List<List<String>> folders) {
        Set<String> tops = new TreeSet<>();
        folders.forEach(f -> tops.add(top(f)));
        long named = tops.stream().filter(t -> !t.equals(LOOSE)).count();
        if (named < 2) {
            return List.of();
        }
        return ordered(tops);
    }

    /** Names of classes in the order of their labels: numbers as numbers, else by letters. */
    static List<String> ordered(Set<String> different) {
        List<String> names = new ArrayList<>(new TreeSet<>(different));
        if (names.stream().allMatch(name -> name.matches("\\d{1,18}"))) {
            names.sort(Comparator.comparing(BigInteger::new));
        }
        return List.copyOf(names);
    }
}
