package atelier.bench.features;

import atelier.bench.BenchCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench/features}: what a feature network is worth. */
@Command(
        name = "bench/features",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(damage | ranks | neighbours)",
        description = {"Asks three ways what a feature network is worth.", ""})
public final class FeaturesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new FeaturesCommand())
                .addSubcommand(new DamageWorth(out))
                .addSubcommand(new RankWorth(out, err))
                .addSubcommand(new NeighbourWorth(out));
        System.exit(BenchCommand.execute("bench/features", line, out, err, arguments));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Expected one of " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
