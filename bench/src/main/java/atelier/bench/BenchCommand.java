package atelier.bench;

import atelier.provenance.AtelierException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** How the programs of this module answer: what a person did wrong in one line, with the exit code of the command line. */
public final class BenchCommand {
    private BenchCommand() {}

    /**
     * Runs a command.
     *
     * @param name as a person calls it, such as {@code bench/compare}
     * @return its exit code
     */
    public static int execute(String name, Object command, PrintWriter out, PrintWriter err, String... arguments) {
        return execute(name, new CommandLine(command), out, err, arguments);
    }

    /** The same of a command that has others below it. */
    public static int execute(String name, CommandLine command, PrintWriter out, PrintWriter err, String... arguments) {
        int code = command.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, line, parsed) -> {
                    if (problem instanceof AtelierException known) {
                        err.println(name + ": " + known.getMessage());
                        return known.exit().code();
                    }
                    throw problem;
                })
                .execute(arguments);
        out.flush();
        err.flush();
        return code;
    }
}
