package atelier.experiment.tuning;

import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.experiment.Breakdown;
import atelier.experiment.Protocol;
import atelier.experiment.RunFolder;
import atelier.experiment.ScoreBasis;
import atelier.experiment.SettingsResolver;
import atelier.experiment.TrainedModel;
import atelier.experiment.TrainingRun;
import atelier.model.ModelType;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Spends a budget on finding settings: the same number of trials for every model, drawn from {@link SearchSpace}, thinned
 * out by {@link Halving}, scored on validation pictures. What a trial came to is in its folder, so a tuning that was
 * stopped or killed goes on where it was when it is run again into the same folder.
 */
public final class Tuning {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TRAINING_SEED = 1;

    /** How a trial may end without ending the others. */
    private static final Set<Exit> OF_ONE_TRIAL = EnumSet.of(Exit.DIVERGED, Exit.OUT_OF_MEMORY, Exit.FAULT);

    /**
     * What to tune.
     *
     * @param models each gets the same part of the budget
     * @param trials per model
     * @param seed of the draws of settings
     * @param basis what scores stand on
     */
    public record Request(List<ModelType<?>> models, int trials, long seed, ScoreBasis basis) {}

    /** Told of every trial's end. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A trial has ended a round.
         *
         * @param trial its name, as its folder is called
         * @param round from 1
         * @param rounds in all
         * @param score its document: {@code score} or {@code failure}
         * @param left estimated time until the end
         */
        void scored(String trial, int round, int rounds, JsonNode score, Duration left);
    }

    private final Request request;
    private final Protocol protocol;
    private final Path out;
    private final ProgressListener progress;
    private final Listener listener;
    private final BooleanSupplier stop;
    private final Map<ModelType<?>, List<SearchSpace.Range>> ranges = new LinkedHashMap<>();
    private final List<Halving.Round> rounds;
    private final long started = System.nanoTime();
    private double doneNow;
    private double left;

    /** A tuning whose protocol says what is spent in all: a time, or a number of images. */
    public Tuning(
            Request request,
            Protocol protocol,
            Path out,
            ProgressListener progress,
            Listener listener,
            BooleanSupplier stop) {
        this.request = request;
        this.protocol = protocol;
        this.out = out;
        this.progress = progress;
        this.listener = listener;
        this.stop = stop;
        rounds = rounds(request, protocol);
        left = total(protocol);
        for (ModelType<?> model : request.models()) {
            ranges.put(model, SearchSpace.of(model, protocol.overrides()));
        }
    }

    /** The rounds of each model; the shares are seconds, or images. */
    public static List<Halving.Round> rounds(Request request, Protocol protocol) {
        return Halving.rounds(
                request.trials(), total(protocol) / request.models().size());
    }

    private static double total(Protocol protocol) {
        Duration budget = protocol.budget();
        Long images = protocol.images();
        return budget != null ? budget.toMillis() / 1000.0 : images != null ? images : 0;
    }

    /**
     * Runs the trials that have not run yet and writes {@code tuning.json}, {@code best.yaml} and {@code best-MODEL.yaml}.
     *
     * @return the document, or null if it was stopped before the end
     */
    public @Nullable ObjectNode run(ImageDataset data) {
        new SettingsResolver(protocol.overrides()).requireKnown(request.models());
        ObjectNode document = describe(data);
        requireSame(document);
        RunFolder.write(out.resolve("tuning.json"), document);
        try (FeatureNetwork network = request.basis().open()) {
            progress.progress("measuring real pictures", 0, -1);
            ValidationScore score = new ValidationScore(
                    new FeatureExtraction(network, protocol.threads())
                            .keptIn(protocol.dataOptions().cache()),
                    data,
                    request.basis().count());
            document.put("metric", ValidationScore.metric());
            document.put("floor", score.floor());
            document.put("validationPictures", score.pictures());
            Map<ModelType<?>, List<Trial>> trials = draw();
            Map<ModelType<?>, List<Trial>> going = new LinkedHashMap<>(trials);
            for (int round = 0; round < rounds.size(); round++) {
                for (ModelType<?> model : request.models()) {
                    List<Trial> survivors = best(going.getOrDefault(model, List.of()), round);
                    for (Trial trial : survivors) {
                        if (!run(trial, round, data, score)) {
                            return null;
                        }
                    }
                    going.put(model, survivors);
                }
            }
            conclude(document, trials, going);
        }
        RunFolder.write(out.resolve("tuning.json"), document);
        new BestSettings(out, protocol, ValidationScore.metric()).write(document.path("models"));
        return document;
    }

    private Map<ModelType<?>, List<Trial>> draw() {
        Map<ModelType<?>, List<Trial>> trials = new LinkedHashMap<>();
        ranges.forEach((model, own) -> {
            List<Trial> drawn = new ArrayList<>();
            for (int number = 0; number < request.trials(); number++) {
                drawn.add(new Trial(model, number, SearchSpace.draw(model, own, request.seed(), number)));
            }
            trials.put(model, drawn);
        });
        return trials;
    }

    /** Those that take part in a round: all in the first, then the better ones of the one before. */
    private List<Trial> best(List<Trial> trials, int round) {
        if (round == 0) {
            return trials;
        }
        return trials.stream()
                .sorted(Comparator.comparingDouble(Trial::score).thenComparingInt(Trial::number))
                .limit(rounds.get(round).trials())
                .filter(trial -> Double.isFinite(trial.score()))
                .toList();
    }

    /** Trains and scores a trial, or reads what it came to before; false if the tuning was stopped. */
    private boolean run(Trial trial, int round, ImageDataset data, ValidationScore score) {
        Path folder = out.resolve("trials").resolve(trial.name()).resolve("round-" + (round + 1));
        Path file = folder.resolve("score.json");
        double share = rounds.get(round).share();
        if (Files.exists(file)) {
            trial.add(RunFolder.read(file));
            left -= share;
            return true;
        }
        if (stop.getAsBoolean()) {
            return false;
        }
        ObjectNode result = JSON.createObjectNode();
        try {
            TrainingRun run = open(trial, folder, share, data);
            if (!run.run()) {
                return false;
            }
            progress.progress(trial.name() + ": measuring", 0, -1);
            try (TrainedModel model = TrainedModel.load(new RunFolder(folder), protocol.device())) {
                result.put("score", score.of(model));
            }
            result.put("images", run.plan().training().totalImages());
            result.put("seconds", run.folder().read().path("trainingSeconds").asDouble());
            result.set(
                    "settings",
                    BestSettings.resolved(run.folder(), trial.model().name(), own(trial)));
        } catch (AtelierException problem) {
            // A trial that diverges, or is too large, is a bad trial; what concerns all of them ends the tuning.
            if (!OF_ONE_TRIAL.contains(problem.exit())) {
                throw problem;
            }
            fail(result, problem);
        } catch (RuntimeException | OutOfMemoryError fault) {
            fail(result, Breakdown.of(new RunFolder(folder), fault));
        }
        RunFolder.write(file, result);
        trial.add(result);
        left -= share;
        doneNow += share;
        listener.scored(trial.name(), round + 1, rounds.size(), result, timeLeft());
        return true;
    }

    private static void fail(ObjectNode result, AtelierException problem) {
        result.removeAll();
        result.putNull("score").put("failure", problem.getMessage());
    }

    private List<SearchSpace.Range> own(Trial trial) {
        return ranges.getOrDefault(trial.model(), List.of());
    }

    /** The protocol of one run with this share of what is spent in all. */
    public static Protocol lasting(Protocol protocol, double share) {
        boolean timed = protocol.budget() != null;
        return protocol.lasting(
                timed ? Duration.ofMillis(Math.max(1, Math.round(share * 1000))) : null,
                timed ? null : (Long) Math.max(1, Math.round(share)));
    }

    private TrainingRun open(Trial trial, Path folder, double share, ImageDataset data) {
        if (Files.exists(folder.resolve("run.json"))) {
            return TrainingRun.reopen(new RunFolder(folder), data, null, progress, stop);
        }
        Protocol own = lasting(protocol, share).with(trial.settings()).concerning(trial.model());
        return TrainingRun.create(folder, trial.model(), data, TRAINING_SEED, own, progress, stop);
    }

    /** From what this process has done so far, measuring and all. */
    private Duration timeLeft() {
        double seconds = (System.nanoTime() - started) / 1e9;
        return Duration.ofSeconds(Math.round(Math.max(0, seconds / doneNow * left)));
    }

    private void conclude(
            ObjectNode document, Map<ModelType<?>, List<Trial>> trials, Map<ModelType<?>, List<Trial>> finalists) {
        var models = document.putArray("models");
        for (ModelType<?> model : request.models()) {
            ObjectNode entry = models.addObject().put("name", model.name());
            List<Trial> all = trials.getOrDefault(model, List.of());
            finalists.getOrDefault(model, List.of()).stream()
                    .filter(trial -> Double.isFinite(trial.score()))
                    .min(Comparator.comparingDouble(Trial::score).thenComparingInt(Trial::number))
                    .ifPresent(best -> entry.set("best", describe(best, all.get(0))));
            all.forEach(trial -> entry.withArray("trials").add(trial.document()));
        }
    }

    private static ObjectNode describe(Trial best, Trial defaults) {
        ObjectNode node = JSON.createObjectNode();
        node.put("trial", best.number());
        node.put("score", best.score());
        node.put("images", best.last().path("images").asLong());
        node.set("first", best.document().path("rounds").path(0).path("score"));
        node.set("defaultsFirst", defaults.document().path("rounds").path(0).path("score"));
        node.set("settings", best.last().path("settings"));
        return node;
    }

    private ObjectNode describe(ImageDataset data) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", 1);
        node.set("data", JSON.valueToTree(data.provenance()));
        ObjectNode how = node.putObject("protocol");
        if (protocol.budget() != null) {
            how.put("budgetSeconds", total(protocol));
        } else {
            how.put("images", Math.round(total(protocol)));
        }
        request.models().forEach(model -> how.withArray("models").add(model.name()));
        how.put("trials", request.trials());
        how.put("seed", request.seed());
        how.put("featureNetwork", request.basis().features());
        how.put("evaluationCount", request.basis().count());
        how.put("device", protocol.device().label());
        how.set("settings", JSON.valueToTree(protocol.overrides()));
        node.put("command", protocol.command());
        node.put("created", Instant.now().toString());
        node.put("codeVersion", Host.codeVersion());
        node.set("host", Host.describe());
        return node;
    }

    private void requireSame(ObjectNode wanted) {
        Path file = out.resolve("tuning.json");
        if (!Files.exists(file)) {
            return;
        }
        ObjectNode stored = RunFolder.read(file);
        List<String> differences = new ArrayList<>();
        wanted.path("protocol").properties().forEach(entry -> {
            String before = stored.path("protocol").path(entry.getKey()).toString();
            if (!before.equals(entry.getValue().toString())) {
                differences.add(entry.getKey() + " was " + before + ", is now " + entry.getValue());
            }
        });
        if (!stored.path("data").path("contentHash").equals(wanted.path("data").path("contentHash"))) {
            differences.add("the pictures are others");
        }
        if (!differences.isEmpty()) {
            throw new AtelierException(
                    Exit.USAGE,
                    out + " holds another tuning: " + String.join("; ", differences)
                            + ". Choose another --out, or use the same settings to continue it.");
        }
    }
}
