package atelier.cli;

import atelier.experiment.TrainingRun;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.ShellWord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Trains a run to its end and says what came of it. */
final class RunEnd {
    private RunEnd() {}

    /**
     * Trains and prints the run's folder and figures.
     *
     * @throws AtelierException with {@link Exit#INTERRUPTED} if it was stopped before its end
     */
    static void print(TrainingRun run, ProgressDisplay progress, Verb verb) {
        boolean finished = run.run();
        progress.close();
        Path path = run.folder().path();
        if (!finished) {
            throw new AtelierException(
                    Exit.INTERRUPTED,
                    "stopped and saved. To go on where it was: ./atelier resume " + ShellWord.of(path));
        }
        ObjectNode document = run.folder().read();
        if (verb.json()) {
            ObjectNode result = JsonNodeFactory.instance.objectNode().put("run", path.toString());
            result.setAll(document);
            verb.printJson(result);
        } else {
            double seconds = document.path("trainingSeconds").asDouble();
            double waiting = document.path("waitingForDataSeconds").asDouble();
            verb.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %s, %d images in %s, %.2g %% of it waiting for data%n",
                            path,
                            document.path("model").asText(),
                            document.path("imagesSeen").asLong(),
                            DurationText.of(Duration.ofMillis(Math.round(seconds * 1000))),
                            100 * waiting / Math.max(1e-9, seconds));
            JsonNode kept = document.path("beforeCollapse");
            if (kept.isObject()) {
                verb.out().println(beforeCollapse(path, kept));
            }
        }
    }

    private static String beforeCollapse(Path run, JsonNode kept) {
        long images = kept.path("images").asLong();
        Path folder = run.resolve(kept.path("folder").asText());
        return "After " + kept.path("toldAtImages").asLong() + " images trouble was found ("
                + kept.path("finding").asText() + "). " + run.resolve("model")
                + " is of the end of the run; the model of "
                + images + " images, from before that, is in " + folder + ": ./atelier sample " + ShellWord.of(folder)
                + " --out FILE.png";
    }
}
