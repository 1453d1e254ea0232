package atelier.bench;

import atelier.bench.Sabotage.Plant;
import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.experiment.Protocol;
import atelier.experiment.RunFolder;
import atelier.experiment.SettingOverride;
import atelier.experiment.TrainingRun;
import atelier.experiment.diagnosis.Course;
import atelier.experiment.diagnosis.Diagnoses;
import atelier.experiment.diagnosis.Diagnosis;
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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * Results go to OUT/collapse.json after every run; started again with the same OUT it goes on from there. The logs are
 * kept in OUT/logs and are read again by every start, so that a rule that was changed is counted anew without training.
 */
public final class CollapseEndurance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIDE = 16;
    private static final int CHECKS = 12;
    private static final long USUAL_INTERVAL = 800;
    private static final double LEAST_TOLD = 0.95;
    private static final double MOST_ALARMS = 0.05;

    /** By plant, the finding that should come. */
    private static final Map<Plant, String> EXPECTED = Map.of(
            Plant.CONSTANT, "collapse",
            Plant.TWO_MODES, "collapse",
            Plant.STRONG_DISCRIMINATOR, "discriminator-wins");

    private static final List<String> SOUND = List.of("gan", "sngan", "vaegan");

    private final Path out;
    private final Path logs;
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
        logs = Files.createDirectories(this.out.resolve("logs"));
        options = DataOptions.defaults().withSize(SIDE).withThreads(1).withCache(this.out.resolve("cache"));
        results = Files.exists(file()) && JSON.readTree(file().toFile()) instanceof ObjectNode stored
                ? stored
                : JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> entry : results.properties()) {
            Path log = log(entry.getKey());
            if (Files.exists(log) && entry.getValue() instanceof ObjectNode result) {
                result.set("findings", findings(log));
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected OUT SEEDS");
        }
        CollapseEndurance program = new CollapseEndurance(Path.of(arguments[0]), USUAL_INTERVAL);
        program.run(Integer.parseInt(arguments[1]));
        program.save();
        System.out.println(program.counts().toPrettyString());
        List<String> missed = missed(program.counts());
        missed.forEach(System.out::println);
        if (!missed.isEmpty()) {
            System.exit(1);
        }
    }

    /**
     * Where counts are not as they must be: of every plant 95 % told within two checks, and the weights from before kept
     * every time; of the sound runs at most 5 % with an alarm.
     */
    static List<String> missed(ObjectNode counts) {
        List<String> missed = new ArrayList<>();
        for (Plant plant : Plant.values()) {
            JsonNode count = counts.path(plant.name());
            int runs = count.path("runs").asInt();
            if (runs == 0) {
                missed.add(plant + ": there is no run");
            } else if (plant == Plant.NONE) {
                int alarms = count.path("alarms").asInt();
                if (alarms > MOST_ALARMS * runs) {
                    missed.add("alarms in " + alarms + " of " + runs + " sound runs");
                }
            } else {
                int told = count.path("withinTwoChecks").asInt();
                int kept = count.path("keptFromBefore").asInt();
                if (told < LEAST_TOLD * runs) {
                    missed.add(plant + ": told within two checks in " + told + " of " + runs + " runs");
                }
                if (kept < runs) {
                    missed.add(plant + ": the weights from before were kept in " + kept + " of " + runs + " runs");
                }
            }
        }
        return missed;
    }

    /** Every plant, and every sound model, with so many seeds each. */
    public void run(int seeds) throws IOException {
        ImageDataset data = data();
        for (int seed = 1; seed <= seeds; seed++) {
            for (Plant plant : EXPECTED.keySet().stream().sorted().toList()) {
                spoil(data, plant, seed);
            }
            for (String model : SOUND) {
                leaveAlone(data, model, seed);
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

    /** One sound run. */
    void leaveAlone(ImageDataset data, String model, long seed) throws IOException {
        train(data, Models.named(model), Plant.NONE, seed);
    }

    private void train(ImageDataset data, ModelType<?> type, Plant plant, long seed) throws IOException {
        String name = (plant == Plant.NONE ? type.name() : plant.name().toLowerCase(Locale.ROOT)) + "-" + seed;
        if (results.has(name)) {
            return;
        }
        Path folder = out.resolve(name);
        RunProcesses.delete(folder);
        TrainingRun.create(folder, type, data, seed, protocol(), ProgressListener.NONE, () -> false)
                .run();
        Files.move(folder.resolve("log.jsonl"), log(name), StandardCopyOption.REPLACE_EXISTING);
        JsonNode kept = RunFolder.open(folder).read().path("beforeCollapse");
        ObjectNode result = results.putObject(name);
        result.put("plant", plant.name());
        if (Files.exists(folder.resolve("before-collapse/model/model.safetensors"))) {
            result.put("keptImages", kept.path("images").asLong());
        }
        result.set("findings", findings(log(name)));
        save();
        RunProcesses.delete(folder);
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

    /** What is found at the checks of a run by the rules of today, which see only the log up to then. */
    private ArrayNode findings(Path log) throws IOException {
        ArrayNode findings = JSON.createArrayNode();
        Set<String> told = new HashSet<>();
        Path part = out.resolve("part.jsonl");
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = JSON.readTree(lines.get(i));
            if (line.has("signs")) {
                Files.write(part, lines.subList(0, i + 1));
                long check = (line.path("images").asLong() + interval - 1) / interval;
                Course course = Course.read(part, CHECKS * interval);
                for (Diagnosis diagnosis : Diagnoses.all()) {
                    if (diagnosis.look(course).isPresent() && told.add(diagnosis.name())) {
                        findings.addObject().put("name", diagnosis.name()).put("check", check);
                    }
                }
            }
        }
        Files.deleteIfExists(part);
        return findings;
    }

    /**
     * What came of it: by plant the runs, those that were told before there was anything to tell, rightly at any later check
     * and within two, and those whose weights from before were kept; of the sound runs those of which anything was said.
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
            List<Long> right = each(findings)
                    .filter(finding -> finding.path("name").asText().equals(EXPECTED.get(plant)))
                    .map(finding -> finding.path("check").asLong())
                    .toList();
            boolean early = right.stream().anyMatch(check -> check < first);
            boolean soon = right.stream().anyMatch(check -> check >= first && check <= first + 1);
            count.put("tooEarly", count.path("tooEarly").asInt() + (early ? 1 : 0));
            count.put("told", count.path("told").asInt() + (right.isEmpty() || early ? 0 : 1));
            count.put("withinTwoChecks", count.path("withinTwoChecks").asInt() + (soon ? 1 : 0));
            long kept = entry.getValue().path("keptImages").asLong();
            boolean sound = kept > 0 && kept <= Sabotage.FROM * CHECKS * interval;
            count.put("keptFromBefore", count.path("keptFromBefore").asInt() + (sound ? 1 : 0));
        });
        return counts;
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private void save() throws IOException {
        Files.writeString(file(), results.toPrettyString() + "\n", StandardCharsets.UTF_8);
    }

    private Path log(String name) {
        return logs.resolve(name + ".jsonl");
    }

    private Path file() {
        return out.resolve("collapse.json");
    }
}
