package atelier.experiment;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.data.Reference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Real pictures for a stored run: those that it was trained on, and others, read as those were. */
public final class RunData {
    private RunData() {}

    /**
     * How the run read its pictures.
     *
     * @param defaults the cache and the threads to use
     */
    public static DataOptions options(RunFolder folder, DataOptions defaults) {
        return RunDocument.dataOptions(folder.read(), defaults);
    }

    /** Opens the data that a run was trained on, as it was read then. */
    public static ImageDataset open(RunFolder folder, DataOptions defaults, ProgressListener progress) {
        ObjectNode document = folder.read();
        return Datasets.open(
                document.path("data").path("given").asText(), RunDocument.dataOptions(document, defaults), progress);
    }

    /**
     * Opens real pictures as a stored run's were opened. Of the very data that it was trained on, wherever that lies now,
     * these are the test pictures.
     *
     * @param name as {@link Reference#open} takes it; null for the run's own data
     * @param training as {@link Reference#trainedOn} takes it; null for what {@code name} brings
     * @param defaults the cache and the threads to use
     */
    public static Reference reference(
            RunFolder folder,
            @Nullable String name,
            @Nullable String training,
            DataOptions defaults,
            ProgressListener progress) {
        ObjectNode document = folder.read();
        DataOptions options = RunDocument.dataOptions(document, defaults);
        String contentHash = document.path("data").path("contentHash").asText();
        Reference reference = name == null
                ? Reference.test(open(folder, defaults, progress))
                : Reference.open(name, contentHash, options, progress);
        return reference.trainedOn(training, options, progress);
    }
}
