package atelier.cli;

import atelier.experiment.SettingOverride;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.serving.Generator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a finished run makes its pictures, for the verbs that make some. */
final class SamplingOptions {
    /** What {@code --label} takes. */
    static final String LABEL =
            "Class by name or number, or several: coat+dress, coat:0.7,dress:0.3. Default: as in training.";

    @Option(
            names = "--truncation",
            paramLabel = "T",
            description =
                    "How far from the middle latents (or styles, where there are some) may lie: below 1 for likelier"
                            + " pictures that are more alike. Default: 1.")
    double truncation = 1;

    @Option(
            names = "--set",
            paramLabel = "GROUP.KEY=VALUE",
            description = "One setting of how the model makes pictures, such as flow.steps=50; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Mixin
    private SamplerOption sampler;

    @Mixin
    private ComputeOptions compute;

    /** What was set, in order; refuses what is no truncation. */
    List<SettingOverride> read() {
        if (!Double.isFinite(truncation) || truncation < 0) {
            throw new AtelierException(Exit.USAGE, "--truncation is " + truncation + ", expected a number from 0 on.");
        }
        return SettingsOptions.parse(assignments);
    }

    /** The finished run, to make pictures as these options say. */
    Generator open(Path run) {
        return Generator.load(run, compute.device(), read(), sampler.name);
    }

    /** What a run has reached at its newest checkpoint, which has no fitted sampler and no other settings. */
    Generator openCheckpoint(Path run) {
        if (!read().isEmpty()) {
            throw new AtelierException(Exit.USAGE, "--set does not go with --checkpoint: leave one of them out.");
        }
        if (sampler.name != null) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--sampler does not go with --checkpoint, whose latents are always of the standard normal: a"
                            + " mixture is fitted at the end of a run.");
        }
        return Generator.loadCheckpoint(run, compute.device());
    }

    /** Refuses a sampler where latents are given. */
    void requireNoSampler(String instead) {
        if (sampler.name != null) {
            throw new AtelierException(
                    Exit.USAGE, "--sampler draws latents, and " + instead + " gives them: leave one of them out.");
        }
    }

    /** See {@link ComputeOptions#withinOperators}. */
    ComputeOptions.OperatorThreads withinOperators() {
        return compute.withinOperators();
    }

    /** How many threads may make pictures side by side. */
    int threads() {
        return compute.threads();
    }
}
