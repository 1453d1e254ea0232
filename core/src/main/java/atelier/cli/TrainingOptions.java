package atelier.cli;

import atelier.experiment.Protocol;
import atelier.experiment.SettingOverride;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How runs are trained, for the verbs that train new ones. */
final class TrainingOptions {
    @Option(
            names = "--budget",
            paramLabel = "TIME",
            description = "Wall-clock time of training per run, such as 60s, 6m or 1h30m. Default: 60s.")
    private @Nullable Duration budget;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Training images per run instead of a time: the same bytes on every machine of a kind.")
    private @Nullable Long images;

    @Option(names = "--unconditional", description = "Ignore the pictures' classes; without it they are learned.")
    private boolean unconditional;

    @Option(names = "--device", paramLabel = "cpu|cuda", description = "Where to compute. Default: cpu.")
    private String device = Device.CPU.label();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Copies of the network that train side by side, one thread each. Default: the cores.")
    private @Nullable Integer threads;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Print the resolved settings and an estimate of time, memory and disk; do nothing.")
    private boolean dryRun;

    @Mixin
    private DataArguments data;

    @Mixin
    private SettingsOptions settings;

    /** Whether only the plan is wanted. */
    boolean dryRun() {
        return dryRun;
    }

    /** Whether the command says how long to train. */
    boolean hasLength() {
        return budget != null || images != null;
    }

    /** Refuses a command without a length where no default makes sense. */
    void requireLength(String what) {
        if (!hasLength()) {
            throw new AtelierException(Exit.USAGE, "--budget is missing: " + what + " (or --images).");
        }
    }

    /**
     * What was chosen, over the defaults.
     *
     * @param source DATA as it was typed
     * @param command the whole command, to be recorded
     */
    Protocol protocol(String source, String command) {
        if (budget != null && images != null) {
            throw new AtelierException(
                    Exit.USAGE, "--budget and --images were both given; a run ends after one of them. Choose one.");
        }
        if (images != null && images < 1) {
            throw new AtelierException(Exit.USAGE, "--images is " + images + ", expected at least 1.");
        }
        if (threads != null && threads < 1) {
            throw new AtelierException(Exit.USAGE, "--threads is " + threads + ", expected at least 1.");
        }
        List<SettingOverride> overrides = settings.read();
        Protocol defaults = Protocol.of(source, Duration.ofSeconds(60));
        return new Protocol(
                source,
                data.read(),
                unconditional,
                images != null ? null : budget != null ? budget : defaults.budget(),
                images,
                Device.named(device),
                defaults.precision(),
                threads != null ? threads : defaults.threads(),
                overrides,
                command);
    }
}
