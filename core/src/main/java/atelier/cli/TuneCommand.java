package atelier.cli;

import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.experiment.Protocol;
import atelier.experiment.SettingsResolver;
import atelier.experiment.tuning.Halving;
import atelier.experiment.tuning.Tuning;
import atelier.model.ModelType;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.ShellWord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier tune DATA}: spends a budget on finding settings. */
@Command(name = "tune")
final class TuneCommand extends Verb {
    /** A first round with less than this tells little. */
    private static final double USEFUL_SECONDS = 60;

    private static final int MOST_TRIALS = 32;
    private static final int FEWEST_TRIALS = 4;

    @Parameters(paramLabel = "DATA", description = DataArguments.DATA)
    private String data;

    @Option(
            names = "--models",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "Models, separated by commas; each gets the same part of --budget.")
    private List<String> models = List.of();

    @Option(
            names = "--trials",
            paramLabel = "N",
            description =
                    "Choices of settings per model; the first is the defaults. Default: as many of 4, 8, 16 and 32"
                            + " as leave each a minute in the first round.")
    private @Nullable Integer trials;

    @Option(names = "--seed", paramLabel = "S", description = "Of the draws of settings. Default: 1.")
    private long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where everything goes; a tuning that was stopped goes on there. Default: a new folder.")
    private @Nullable Path out;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private FeatureOptions features;

    @Override
    Exit run() {
        List<ModelType<?>> types = ModelNames.read(models);
        training.requireLength("the time for all trials together, such as --budget 2h");
        Protocol protocol = training.protocol(data, commandText());
        SettingsResolver settings = new SettingsResolver(protocol.overrides());
        settings.requireKnown(types);
        int count = trials != null ? trials : usefulTrials(protocol, types.size());
        if (count < 2) {
            throw new AtelierException(Exit.USAGE, "--trials is " + count + ", expected at least 2.");
        }
        Tuning.Request request = new Tuning.Request(types, count, seed, features.read(settings));
        try (ProgressDisplay progress = ProgressDisplay.on(err());
                ImageDataset dataset = Datasets.open(data, protocol.dataOptions(), progress)) {
            if (training.dryRun()) {
                progress.close();
                new TuningPlan(request, protocol, dataset).print(json(), out());
                return Exit.DONE;
            }
            Path folder = out != null ? out : FreeFolder.named("tuning");
            progress.note(protocol.aboutClasses(dataset));
            Interruption.listen();
            Tuning tuning = new Tuning(
                    request,
                    protocol,
                    folder,
                    progress,
                    (trial, round, rounds, score, left) -> progress.note(line(trial, round, rounds, score, left)),
                    Interruption::requested);
            ObjectNode document = tuning.run(dataset);
            progress.close();
            if (document == null) {
                throw new AtelierException(
                        Exit.INTERRUPTED,
                        "stopped; what was tried so far is in " + folder + ". The same command with --out "
                                + ShellWord.of(folder) + " goes on.");
            }
            print(folder, document);
        }
        return Exit.DONE;
    }

    private static int usefulTrials(Protocol protocol, int models) {
        Duration budget = protocol.budget();
        int count = FEWEST_TRIALS;
        while (budget != null
                && count < MOST_TRIALS
                && Halving.rounds(2 * count, budget.toMillis() / 1000.0 / models)
                                .get(0)
                                .share()
                        >= USEFUL_SECONDS) {
            count *= 2;
        }
        return count;
    }

    private static String line(String trial, int round, int rounds, JsonNode score, Duration left) {
        String result = score.path("score").isNumber()
                ? String.format(Locale.ROOT, "%.4g", score.path("score").asDouble())
                : "failed: " + score.path("failure").asText();
        return trial + ", round " + round + " of " + rounds + ": " + result + "; about " + DurationText.of(left)
                + " left";
    }

    private void print(Path folder, ObjectNode document) {
        if (json()) {
            printJson(document);
            return;
        }
        String metric = document.path("metric").asText();
        out().printf(
                        Locale.ROOT,
                        "%s to %,d validation pictures, lower is better; real pictures: %.4g%n",
                        metric,
                        document.path("validationPictures").asInt(),
                        document.path("floor").asDouble());
        for (JsonNode model : document.path("models")) {
            out().println();
            TextTable table = new TextTable();
            model.path("trials").forEach(trial -> table.row(cells(model, trial)));
            table.print(out());
        }
        out().println();
        out().println(folder.resolve("best.yaml"));
    }

    private static List<String> cells(JsonNode model, JsonNode trial) {
        List<String> cells = new ArrayList<>();
        int number = trial.path("trial").asInt();
        boolean best = model.path("best").path("trial").asInt(-1) == number;
        cells.add((best ? "* " : "  ") + model.path("name").asText() + " " + number);
        List<String> scores = new ArrayList<>();
        trial.path("rounds")
                .forEach(round -> scores.add(
                        round.path("score").isNumber()
                                ? String.format(
                                        Locale.ROOT, "%.4g", round.path("score").asDouble())
                                : "failed"));
        cells.add(String.join(" > ", scores));
        List<String> drawn = new ArrayList<>();
        String prefix = model.path("name").asText() + ".";
        trial.path("drawn")
                .properties()
                .forEach(entry -> drawn.add(entry.getKey().substring(prefix.length()) + "="
                        + entry.getValue().asText()));
        cells.add(drawn.isEmpty() ? "defaults" : String.join(" ", drawn));
        return cells;
    }
}
