package atelier.bench;

import java.util.List;

/**
 * One way to run the PyTorch side.
 *
 * @param column what it competes for: of several in a column the fastest of a first trial is taken
 * @param name what the table calls it
 * @param options for {@code measure.py}
 */
record Setting(Column column, String name, List<String> options) {
    /** What a number stands for; the names are those of the result file. */
    enum Column {
        /** Atelier. */
        ATELIER,
        /** PyTorch in its best eager setting. */
        EAGER,
        /** PyTorch with torch.compile. */
        COMPILED,
        /** The loop that tutorials show: float32, usual layout, default Adam, default threads. */
        PLAIN,
        /** Pillow with reduced decoding, which gives other pixels. */
        DRAFT,
        /** Convolutions alone. */
        LIMIT
    }
}
