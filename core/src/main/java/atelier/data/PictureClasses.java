package atelier.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Classes and splits of the picture files of a folder or an archive: labels from {@link LabelFiles} where there are some,
 * else from the folders; splits always from the folders.
 */
final class PictureClasses {
    private final ClassFolders folders;
    private final List<String> labelNames;
    private final int[] labels;
    private final List<String> notes;

    private PictureClasses(ClassFolders folders, List<String> labelNames, int[] labels, List<String> notes) {
        this.folders = folders;
        this.labelNames = labelNames;
        this.labels = labels;
        this.notes = notes;
    }

    /**
     * Finds the classes.
     *
     * @param pictures paths within the source, with '/' between their parts
     * @param broken paths of files that claim to be pictures and cannot be read
     */
    static PictureClasses of(List<String> pictures, List<DataScan.Problem> broken, LabelFiles files) {
        ClassFolders folders = ClassFolders.of(pictures);
        if (files.isEmpty()) {
            int[] labels = new int[pictures.size()];
            Arrays.setAll(labels, folders::label);
            return new PictureClasses(folders, folders.labelNames(), labels, List.of());
        }
        String[] given = files.labels(
                pictures, broken.stream().map(DataScan.Problem::file).toList());
        Set<String> different = new HashSet<>(Arrays.asList(given));
        List<String> names = different.size() < 2 ? List.of() : ClassFolders.ordered(different);
        Map<String, Integer> positions = new HashMap<>();
        names.forEach(name -> positions.put(name, positions.size()));
        int[] labels = new int[given.length];
        Arrays.setAll(labels, i -> positions.getOrDefault(given[i], -1));
        List<String> notes = new ArrayList<>();
        if (!pictures.isEmpty()) {
            notes.add(files.note(different, folders.labelNames()));
        }
        return new PictureClasses(folders, names, labels, notes);
    }

    /** Those of no pictures. */
    static PictureClasses none() {
        return of(List.of(), List.of(), new LabelFiles());
    }

    List<String> labelNames() {
        return labelNames;
    }

    int label(int i) {
        return labels[i];
    }

    OwnSplit split(int i) {
        return folders.split(i);
    }

    /** What a person should know about where the classes come from. */
    List<String> notes() {
        return notes;
    }
}
