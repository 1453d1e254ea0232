package atelier.cli;

import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.experiment.Protocol;
import atelier.experiment.TrainingRun;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.provenance.Exit;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier train MODEL DATA}: one run. */
@Command(name = "train")
final class TrainCommand extends Verb {
    private static final long SEED = 1;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A name from 'atelier list models'.")
    private String model;

    @Parameters(index = "1", paramLabel = "DATA", description = DataArguments.DATA)
    private String data;

    @Option(names = "--out", paramLabel = "RUN", description = "Folder of the run. Default: a new one, runs/MODEL.")
    private @Nullable Path out;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private RecipeOption recipe;

    @Override
    Exit run() {
        ModelType<?> type = Models.named(model);
        Protocol given = training.protocol(data, commandText());
        try (ProgressDisplay progress = ProgressDisplay.on(err());
                ImageDataset dataset = Datasets.open(data, given.dataOptions(), progress)) {
            Protocol protocol = recipe.apply(given, List.of(type), dataset, training.hasLength(), progress::note);
            if (training.dryRun()) {
                progress.close();
                new DryRun(protocol, dataset).print(List.of(type), 1, json(), out());
                return Exit.DONE;
            }
            Path folder = out != null ? out : FreeFolder.named("runs/" + type.name());
            progress.note(protocol.aboutClasses(dataset));
            Interruption.listen();
            TrainingRun run =
                    TrainingRun.create(folder, type, dataset, SEED, protocol, progress, Interruption::requested);
            RunEnd.print(run, progress, this);
        }
        return Exit.DONE;
    }
}
