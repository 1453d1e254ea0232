package atelier.cli;

import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.experiment.Comparison;
import atelier.experiment.Protocol;
import atelier.experiment.SettingsResolver;
import atelier.model.ModelType;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.ShellWord;
import atelier.report.VerdictText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier compare [DATA]}: the main job. */
@Command(name = "compare")
final class CompareCommand extends Verb {
    @Parameters(
            arity = "0..1",
            paramLabel = "DATA",
            description = DataArguments.DATA + " Default: shapes, which are built in.")
    private String data = "shapes";

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "Models, separated by commas; see 'atelier list models'. Default: ${DEFAULT-VALUE}.",
            defaultValue = "vae,gan,vaegan")
    private List<String> models = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Runs per model; with several, the verdict speaks of models, not of runs. Default: 1.")
    private int seeds = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where everything goes; a comparison that was stopped goes on there. Default: a new folder.")
    private @Nullable Path out;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private RecipeOption recipe;

    @Mixin
    private FeatureOptions features;

    @Override
    Exit run() {
        List<ModelType<?>> types = ModelNames.read(models);
        if (seeds < 1) {
            throw new AtelierException(Exit.USAGE, "--seeds is " + seeds + ", expected at least 1.");
        }
        Protocol given = training.protocol(data, commandText());
        SettingsResolver settings = new SettingsResolver(given.overrides());
        settings.requireKnown(types);
        Comparison.Request request = new Comparison.Request(types, seeds, features.read(settings), language());
        try (ProgressDisplay progress = ProgressDisplay.on(err());
                ImageDataset dataset = Datasets.open(data, given.dataOptions(), progress)) {
            Protocol protocol = recipe.apply(given, types, dataset, training.hasLength(), progress::note);
            if (training.dryRun()) {
                progress.close();
                new DryRun(protocol, dataset).print(types, seeds, json(), out());
                return Exit.DONE;
            }
            Path folder = out != null ? out : FreeFolder.named("comparison");
            progress.note(protocol.aboutClasses(dataset));
            Interruption.listen();
            Comparison comparison = new Comparison(request, protocol, folder, progress, Interruption::requested);
            ObjectNode verdict = comparison.run(dataset);
            progress.close();
            if (verdict == null) {
                throw new AtelierException(
                        Exit.INTERRUPTED,
                        "stopped; what is trained so far is in " + folder + ". The same command with --out "
                                + ShellWord.of(folder) + " goes on.");
            }
            print(folder, verdict, comparison);
        }
        return Exit.DONE;
    }

    private void print(Path folder, ObjectNode verdict, Comparison comparison) {
        comparison.failures().forEach((run, failure) -> err().println(run + " failed: " + failure.getMessage()));
        if (json()) {
            printJson(verdict);
        } else {
            VerdictText.lines(verdict, language()).forEach(out()::println);
            out().println();
            out().println(folder.resolve("report.html"));
        }
    }
}
