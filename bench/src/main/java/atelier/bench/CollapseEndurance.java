package atelier.bench;

import atelier.bench.Sabotage.Plant;
import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.experiment.Protocol;
import atelier.experiment.SettingOverride;
import atelier.experiment.TrainingRun;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.torch.Device;
import atelier.torch.Precision;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Trains small GANs, spoils some of them on the way, and counts which the diagnosis tells: generators that make one or
 * two pictures, discriminators that are far too strong, and sound runs of three models, which must be left in peace.
 *
 * <pre>
 * CollapseEndurance OUT SEEDS
 * </pre>
 *
 * Results go to OUT/collapse.json after every run; started again with the same OUT it goes on from there.
 */
public final class CollapseEndurance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIDE = 16;
    private static final int CHECKS = 12;
    private static final long USUAL_INTERVAL = 800;

    /** By plant, the finding that should come. */
    private static final Map<Plant, String> EXPECTED = Map.of(
            Plant.CONSTANT, "collapse",
            Plant.TWO_MODES, "collapse",
            Plant.STRONG_DISCRIMINATOR, "discriminator-wins");

    private static final List<String> SOUND = List.of("gan", "sngan", "vaegan");

    private final Path out;
    private final ObjectNode results;
    private final DataOptions options;
    private final long interval;

    /**
     * A program whose runs and results lie in a folder.
     *
     * @param interval images between two checks, of which a run has twelve
     */
    CollapseEndurance(Path out, long interval) throws IOException {
        this.interval = interval;
        this.out = Files.createDirectories(out.toAbsolutePath());
        options = DataOptions.defaults().withSize(SIDE).withThreads(1).withCache(this.out.resolve("cache"));
        results = Files.exists(file()) && JSON.readTree(file().toFile()) instanceof ObjectNode stored
                ? stored
                : JSON.createObjectNode();
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected OUT SEEDS");
        }
        CollapseEndurance program = new CollapseEndurance(Path.of(arguments[0]), USUAL_INTERVAL);
        program.run(Integer.parseInt(arguments[1]));
        System.out.println(program.counts().toPrettyString());
    }

    /** Every plant, and every sound model, with so many seeds each. */
    public void run(int seeds) throws IOException {
        ImageDataset data = data();
        for (int seed = 1; seed <= seeds; seed++) {
            for (Plant plant : EXPECTED.keySet().stream().sorted().toList()) {
                spoil(data, plant, seed);
            }
            for (String model : SOUND) {
                train(data, Models.named(model), Plant.NONE, seed);
            }
        }
    }

    ImageDataset data() {
        return Datasets.open("shapes", options, ProgressListener.NONE);
    }

    /** One run of {@code gan} with a plant. */
    void spoil(ImageDataset data, Plant plant, long seed) throws IOException {
        train(data, new Sabotage<>(Models.named("gan"), plant), plant, seed);
    }

    private void train(ImageDataset data, ModelType<?> type, Plant plant, long seed) throws IOException {
        String name = (plant == Plant.NONE ? type.name() : plant.name().toLowerCase(Locale.ROOT)) + "-" + seed;
        if (results.has(name)) {
            return;
        }
        Path folder = out.resolve(name);
        delete(folder);
        TrainingRun.create(folder, type, data, seed, protocol(), ProgressListener.NONE, () -> false)
                .run();
        ObjectNode result = results.putObject(name);
        result.put("plant", plant.name());
        ArrayNode findings = result.putArray("findings");
        for (String line : Files.readAllLines(folder.resolve("log.jsonl"), StandardCharsets.UTF_8)) {
            JsonNode entry = JSON.readTree(line);
            if (entry.has("finding")) {
                findings.addObject()
                        .put("name", entry.path("finding").path("name").asText())
                        .put("check", (entry.path("images").asLong() + interval - 1) / interval);
            }
        }
        Files.writeString(file(), results.toPrettyString() + "\n", StandardCharsets.UTF_8);
        delete(folder);
    }

    private Protocol protocol() {
        List<SettingOverride> settings = List.of(
                new SettingOverride("model.width", "24", "CollapseEndurance"),
                new SettingOverride("training.checkpointImages", Long.toString(interval), "CollapseEndurance"));
        return new Protocol(
                "shapes",
                options,
                false,
                null,
                CHECKS * interval,
                Device.CPU,
                Precision.FLOAT32,
                1,
                settings,
                "bench/endurance/collapse.sh");
    }

    /**
     * What came of it: by plant the runs, those that were told rightly, at any later check and within two; of the sound
     * runs those of which anything was said.
     */
    public ObjectNode counts() {
        ObjectNode counts = JSON.createObjectNode();
        long first = Math.round(Math.ceil(Sabotage.FROM * CHECKS));
        results.properties().forEach(entry -> {
            Plant plant = Plant.valueOf(entry.getValue().path("plant").asText());
            ObjectNode count = counts.withObject("/" + plant.name());
            count.put("runs", count.path("runs").asInt() + 1);
            JsonNode findings = entry.getValue().path("findings");
            if (plant == Plant.NONE) {
                count.put("alarms", count.path("alarms").asInt() + (findings.isEmpty() ? 0 : 1));
                return;
            }
            List<Long> right = findings(findings)
                    .filter(finding -> finding.path("name").asText().equals(EXPECTED.get(plant)))
                    .map(finding -> finding.path("check").asLong())
                    .filter(check -> check >= first)
                    .toList();
            count.put("told", count.path("told").asInt() + (right.isEmpty() ? 0 : 1));
            boolean soon = right.stream().anyMatch(check -> check <= first + 1);
            count.put("withinTwoChecks", count.path("withinTwoChecks").asInt() + (soon ? 1 : 0));
        });
        return counts;
    }

    private static Stream<JsonNode> findings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private Path file() {
        return out.resolve("collapse.json");
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
