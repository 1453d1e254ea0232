package atelier.experiment;

import atelier.data.DataScan;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/** What a reader of a comparison should know of its pictures beside their provenance: classes, sizes, what was left out. */
final class DataCard {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LISTED_SIZES = 5;

    private DataCard() {}

    /** {@code {"classes": [{"name", "train", "validation", "test"}], "source": {…}}}, see docs/cli.md. */
    static ObjectNode of(ImageDataset data) {
        ObjectNode card = JSON.createObjectNode();
        ArrayNode classes = card.putArray("classes");
        List<String> names = data.labelNames();
        int[] train = counts(data.train());
        int[] validation = counts(data.validation());
        int[] test = counts(data.test());
        for (int label = 0; label < names.size(); label++) {
            classes.addObject()
                    .put("name", names.get(label))
                    .put("train", train[label])
                    .put("validation", validation[label])
                    .put("test", test[label]);
        }
        DataScan scan = data.images().scan();
        ObjectNode source = card.putObject("source");
        source.put("images", scan.images());
        source.put("otherFiles", scan.otherFiles());
        source.put("undecodableCount", scan.undecodableCount());
        source.set("undecodable", JSON.valueToTree(scan.undecodable()));
        source.set(
                "sizes",
                JSON.valueToTree(scan.sizes().stream().limit(LISTED_SIZES).toList()));
        source.put("differentSizes", scan.sizes().size());
        source.put("grey", scan.grey());
        source.put("transparent", scan.transparent());
        source.put("duplicates", scan.duplicates());
        return card;
    }

    /** Pictures per label; those without one are not counted. */
    private static int[] counts(ImageSet set) {
        int[] counts = new int[set.labelNames().size()];
        IntStream.range(0, set.count())
                .map(set::label)
                .filter(label -> label >= 0)
                .forEach(label -> counts[label]++);
        return counts;
    }
}
