package atelier.cli;

import atelier.data.ImageDataset;
import atelier.experiment.RunData;
import atelier.experiment.RunFolder;
import atelier.experiment.SettingsResolver;
import atelier.experiment.TrainingRun;
import atelier.provenance.Exit;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier resume RUN}: goes on exactly where a run was. */
@Command(name = "resume")
final class ResumeCommand extends Verb {
    @Parameters(paramLabel = "RUN", description = "The folder of the run.")
    private Path path;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            description = "Train for so much longer after the run's own end; the network stays, the schedule gets a"
                    + " further part.")
    private @Nullable Duration budget;

    @Mixin
    private RunDataOption data;

    @Mixin
    private SettingsOptions settings;

    @Override
    Exit run() {
        RunFolder folder = RunFolder.open(path);
        new SettingsResolver(settings.read()).requireStored(folder);
        try (ProgressDisplay progress = ProgressDisplay.on(err());
                ImageDataset dataset = RunData.open(folder, data.read(), progress)) {
            Interruption.listen();
            TrainingRun run = TrainingRun.reopen(folder, dataset, budget, progress, Interruption::requested);
            RunEnd.print(run, progress, this);
        }
        return Exit.DONE;
    }
}
