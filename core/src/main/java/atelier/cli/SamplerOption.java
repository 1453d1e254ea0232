package atelier.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --sampler}, for the verbs that draw latents. */
final class SamplerOption {
    @Option(
            names = "--sampler",
            paramLabel = "normal|gmm",
            description = "Where latents are drawn from: the standard normal, or the mixture that was fitted after"
                    + " training to a model with an encoder. Default: the mixture where there is one.")
    @Nullable
    String name;
}
