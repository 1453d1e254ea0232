package atelier.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        List<String> notes = new ArrayList<>(files.passedOver(pictures));
        if (files.isEmpty()) {
            int[] labels = new int[pictures.size()];
            Arrays.setAll(labels, folders::label);
            return new PictureClasses(folders, folders.labelNames(), labels, notes);
        }
        @Nullable
        String[] given = files.labels(
                pictures, broken.stream().map(DataScan.Problem::file).toList());
        Set<String> ofTables = new HashSet<>();
        Set<String> different = new HashSet<>();
        int labelled = 0;
        for (int i = 0; i < given.length; i++) {
            String label = given[i];
            if (label != null) {
                labelled++;
                ofTables.add(label);
            } else if (folders.label(i) >= 0) {
                label = folders.labelNames().get(folders.label(i));
                given[i] = label;
            }
            if (label != null) {
                different.add(label);
            }
        }
        List<String> names = different.size() < 2 ? List.of() : ClassFolders.ordered(different);
        Map<String, Integer> positions = new HashMap<>();
        names.forEach(name -> positions.put(name, positions.size()));
        int[] labels = new int[given.length];
        Arrays.setAll(labels, i -> positions.getOrDefault(given[i], -1));
        if (!pictures.isEmpty()) {
            notes.add(files.note(ofTables, folders.labelNames(), labelled, pictures.size()));
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
