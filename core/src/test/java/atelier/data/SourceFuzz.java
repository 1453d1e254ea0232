package atelier.data;

import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;
import java.io.IOException;
import java.util.List;

/** Feeds the readers of zip, tar, gzip, IDX files and tables of labels with anything. */
public final class SourceFuzz {
    private SourceFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try (ImageSource.Items items =
                Sources.of(FuzzInput.file("source", input), List.of()).open((phase, done, total) -> {})) {
            items.forEach(item -> {
                try {
                    item.measure();
                    item.decode(0, 8);
                } catch (IOException refused) {
                    // One picture that does not decode does not end the visit.
                }
            });
        } catch (AtelierException | IOException refused) {
            // As promised.
        }
    }
}
