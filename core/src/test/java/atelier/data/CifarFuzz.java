package atelier.data;

import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;
import java.io.IOException;
import java.util.List;

/** Feeds the reader of CIFAR binary files with anything. */
public final class CifarFuzz {
    private CifarFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            FuzzInput.file("cifar/batches.meta.txt", "a\nb\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            ImageSource source =
                    Sources.of(FuzzInput.file("cifar/data_batch_1.bin", input).getParent(), List.of());
            try (ImageSource.Items items = source.open((phase, done, total) -> {})) {
                items.forEach(item -> item.decode(0, 8));
            }
        } catch (AtelierException | IOException refused) {
            // As promised.
        }
    }
}
