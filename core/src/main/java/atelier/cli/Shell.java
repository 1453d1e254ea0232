package atelier.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line as a function: arguments in, text and an exit code out. Tests use it as a terminal would. */
public final class Shell {
    private static final String[] FOOTER = {
        "",
        "'atelier VERB --help' explains a verb. Results go to stdout, progress to stderr.",
        "Exit codes: 0 done, 1 fault or failed check, 2 arguments, 3 input, 4 disk,",
        "5 diverged, 6 corrupt checkpoint, 7 out of memory, 130 or 143 interrupted."
    };

    private Shell() {}

    /**
     * Carries out one command.
     *
     * @param out where results go
     * @param err where progress and errors go
     * @return the exit code
     */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        ErrorMessages errors = new ErrorMessages();
        int code = new CommandLine(root(verbIn(arguments)))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, new DurationText())
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(Shell::execute)
                .execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    /** The root without annotations, and of the verbs only the typed one in full: see {@link Verbs.Entry}. */
    private static CommandSpec root(@Nullable String typed) {
        Root action = new Root();
        CommandSpec root = CommandSpec.wrapWithoutInspection(action).name("atelier");
        action.spec = root;
        root.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
        root.versionProvider(new Version());
        root.usageMessage()
                .header(
                        "Trains image generators on your pictures, measures them, and says which suits",
                        "which use.",
                        "")
                .synopsisSubcommandLabel("VERB")
                .commandListHeading("%nVerbs:%n")
                .footer(FOOTER)
                .autoWidth(false);
        for (Verbs.Entry entry : Verbs.ALL) {
            CommandSpec verb = entry.name().equals(typed)
                    ? CommandSpec.forAnnotatedObject(entry.command().get())
                    : CommandSpec.create();
            verb.usageMessage().description(entry.summary());
            root.addSubcommand(entry.name(), verb);
        }
        return root;
    }

    private static @Nullable String verbIn(String[] arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith("-"))
                .findFirst()
                .orElse(null);
    }

    /** Without a verb, the help. */
    private static final class Root implements Runnable {
        private @Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                spec.commandLine().usage(spec.commandLine().getOut());
            }
        }
    }

    /** Like picocli's own, but an error of the JVM (no memory, a missing native) gets its message and code, too. */
    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError | LinkageError error) {
            throw new CommandLine.ExecutionException(
                    parsed.commandSpec().commandLine(), error.toString(), new ErrorInWork(error));
        }
    }

    /** Carries an {@link Error} to {@link ErrorMessages}, which picocli does for exceptions only. */
    static final class ErrorInWork extends Exception {
        private static final long serialVersionUID = 1L;

        private final Error error;

        ErrorInWork(Error error) {
            super(error);
            this.error = error;
        }

        Error error() {
            return error;
        }
    }
}
