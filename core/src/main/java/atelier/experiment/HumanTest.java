package atelier.experiment;

import atelier.data.Grid;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.evaluation.HumanJudgement;
import atelier.model.ImageGenerator;
import atelier.provenance.AtelierException;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * What people are asked about in the test of a comparison, in the manner of {@link HumanJudgement}: held-out pictures and
 * as many generated ones, the same number of every model. The pictures lie on one sheet, shuffled, so that their numbers
 * say nothing; {@code human-test.json} is the key. They come in several forms, of which a person sees one: more persons
 * then mean more pictures.
 */
final class HumanTest {
    /** Raised when answers to an older page can no longer be read. */
    static final int VERSION = 1;

    /** Generated pictures that a person sees, about; and as many real ones. */
    private static final int HALF = 50;
    /** Of a model in a form, at least; with fewer a test says nothing. */
    private static final int FEWEST = 5;

    private static final int MOST_FORMS = 4;
    /** Real training pictures that are shown as such before the test begins. */
    private static final int EXAMPLES = 12;
    /** Numbers in all pictures together: a page of some megabytes. */
    private static final long MOST_VALUES = 8_000_000;
    /** Pictures that nothing else was measured on and that the report does not show. */
    private static final long SEED = 40_000;

    private static final int BATCH = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path out;
    private final List<RunFolder> runs;
    private final ImageDataset data;
    private final List<String> models;
    private final int perModel;
    private final int forms;

    /** A picture and where it comes from. */
    private record Shown(String source, String run, int number, BufferedImage picture) {}

    /**
     * A test of a comparison.
     *
     * @param out the comparison's folder
     * @param runs finished runs, those of a model one after another
     */
    HumanTest(Path out, List<RunFolder> runs, ImageDataset data) {
        this.out = out;
        this.runs = runs;
        this.data = data;
        models = runs.stream().map(HumanTest::model).distinct().toList();
        int heldOut = data.test().count();
        int count = Math.max(1, models.size());
        perModel = Math.min(Math.max(FEWEST, HALF / count), heldOut / count);
        long shown = 2L * count * Math.max(1, perModel);
        long values = shown * data.size() * data.size() * data.test().channels();
        forms = (int) Math.max(1, Math.min(Math.min(MOST_FORMS, MOST_VALUES / values), heldOut * 2L / shown));
    }

    /** The key in a comparison's folder. */
    static Path key(Path out) {
        return out.resolve("human-test.json");
    }

    private static Path sheet(Path out) {
        return out.resolve("pictures").resolve("human-test.png");
    }

    private static String model(RunFolder run) {
        return run.read().path("model").asText();
    }

    /**
     * Writes sheet and key, unless those of the same models are there: answers belong to the pictures that were shown.
     *
     * @return whether there is a test; there is none where too few pictures were held out
     */
    boolean write(Device device) {
        if (models.isEmpty() || perModel < FEWEST) {
            return false;
        }
        try {
            ArrayNode made = made();
            if (Files.isRegularFile(sheet(out))
                    && Files.isRegularFile(key(out))
                    && RunFolder.read(key(out)).path("runs").equals(made)) {
                return true;
            }
            List<Shown> shown = new ArrayList<>(generated(device));
            int real = perModel * models.size() * forms;
            int[] order = RandomStream.of(SEED, "real pictures of a human test", 0)
                    .permutation(data.test().count());
            for (int i = 0; i < real; i++) {
                shown.add(new Shown(HumanJudgement.REAL, "", order[i], Pixels.toImage(data.test(), order[i])));
            }
            write(made, shown);
            return true;
        } catch (IOException problem) {
            throw new AtelierException(Exit.DISK, out + " cannot be written: " + problem, problem);
        }
    }

    /** The runs, with what their models are. */
    private ArrayNode made() throws IOException {
        ArrayNode made = JSON.createArrayNode();
        for (RunFolder run : runs) {
            made.addObject()
                    .put("run", name(run))
                    .put("model", model(run))
                    .put("sha256", DurableFile.sha256(run.model().resolve("model.safetensors")));
        }
        return made;
    }

    private static String name(RunFolder run) {
        return run.path().getFileName().toString();
    }

    /** Those of a model come in equal parts from its runs, one part after another within each form. */
    private List<Shown> generated(Device device) {
        List<Shown> all = new ArrayList<>();
        for (String name : models) {
            List<RunFolder> own =
                    runs.stream().filter(run -> model(run).equals(name)).toList();
            List<Shown> ofModel = new ArrayList<>();
            int each = (perModel * forms + own.size() - 1) / own.size();
            for (RunFolder run : own) {
                ofModel.addAll(generated(run, name, each, device));
            }
            // By number and not by run, so that every form has pictures of every run.
            ofModel.sort(Comparator.comparingInt(Shown::number));
            all.addAll(ofModel.subList(0, perModel * forms));
        }
        return all;
    }

    private static List<Shown> generated(RunFolder run, String model, int count, Device device) {
        List<Shown> shown = new ArrayList<>();
        try (TrainedModel trained = TrainedModel.load(run, device)) {
            ImageGenerator generator = trained.generator();
            for (int from = 0; from < count; from += BATCH) {
                int to = Math.min(count, from + BATCH);
                try (Scope scope = Scope.withoutGradient()) {
                    Tensor pictures = generator.pictures(SEED, from, to, null);
                    int channels = (int) pictures.size(1);
                    int size = (int) pictures.size(2);
                    byte[] bytes = Pixels.toBytes(pictures);
                    for (int i = from; i < to; i++) {
                        int offset = (i - from) * size * size * channels;
                        shown.add(new Shown(model, name(run), i, Pixels.toImage(bytes, offset, size, size, channels)));
                    }
                }
            }
        }
        return shown;
    }

    /** @param shown form by form within every source */
    private void write(ArrayNode made, List<Shown> shown) throws IOException {
        int[] order = RandomStream.of(SEED, "order of a human test", 0).permutation(shown.size());
        List<BufferedImage> cells = new ArrayList<>();
        ObjectNode key = JSON.createObjectNode();
        key.put("version", VERSION);
        key.put("convention", HumanJudgement.CONVENTION);
        key.set("runs", made);
        key.put("size", data.size());
        key.put("gap", Grid.GAP);
        ArrayNode pictures = key.putArray("pictures");
        for (int place : order) {
            Shown picture = shown.get(place);
            cells.add(picture.picture());
            pictures.addObject()
                    .put("source", picture.source())
                    .put("run", picture.run())
                    .put("number", picture.number());
        }
        addForms(key.putArray("forms"), order);
        ImageSet training = data.train();
        int[] examples = Grid.spread(training, Math.min(EXAMPLES, training.count()));
        for (int example : examples) {
            key.withArray("examples").add(cells.size());
            cells.add(Pixels.toImage(training, example));
        }
        int columns = (int) Math.ceil(Math.sqrt(cells.size()));
        key.put("columns", columns);
        BufferedImage sheet = Grid.of(cells, columns, 1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(JSON.writeValueAsBytes(key));
        content.write(PngFiles.encode(sheet, Map.of()));
        key.put("id", DurableFile.sha256(content.toByteArray()).substring(0, 16));
        PngFiles.write(sheet, sheet(out), Map.of());
        RunFolder.write(key(out), key);
    }

    /** Which numbers a person sees: of every source the same share, in the order of the sheet. */
    private void addForms(ArrayNode into, int[] order) {
        int[] form = new int[order.length];
        int real = perModel * models.size();
        int generated = real * forms;
        for (int place = 0; place < order.length; place++) {
            form[place] = place < generated ? place % (perModel * forms) / perModel : (place - generated) / real;
        }
        for (int f = 0; f < forms; f++) {
            ArrayNode numbers = into.addArray();
            int wanted = f;
            IntStream.range(0, order.length)
                    .filter(number -> form[order[number]] == wanted)
                    .forEach(numbers::add);
        }
    }

    /** Whether a document is a key of this version. */
    static boolean isKey(JsonNode document) {
        return document.path("version").asInt() == VERSION
                && document.path("id").isTextual()
                && document.path("pictures").isArray();
    }

    /** Sources of the pictures by their number. */
    static String[] sources(JsonNode key) {
        String[] sources = new String[key.path("pictures").size()];
        Arrays.setAll(sources, i -> key.path("pictures").path(i).path("source").asText());
        return sources;
    }
}
