package atelier.data;

import atelier.provenance.AtelierException;
import java.util.List;

/** Feeds the reader of labels.csv with anything, beside the pictures and in a folder of its own. */
public final class LabelsFuzz {
    private static final List<String> PICTURES = List.of("img/1.png", "img/2.png");

    private LabelsFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        for (String path : List.of("labels.csv", "img/labels.csv", "meta/labels.csv")) {
            try {
                LabelFiles files = new LabelFiles();
                files.add(path, () -> input);
                PictureClasses.of(PICTURES, List.of(), files);
            } catch (AtelierException refused) {
                // As promised.
            }
        }
    }
}
