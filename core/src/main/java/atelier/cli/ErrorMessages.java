package atelier.cli;

import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.DiskFailure;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.provenance.OutOfMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns whatever went wrong into a message and an exit code. Mistakes of the user are one message; only an internal
 * fault has a trace, and that goes to a file (with {@code --debug} to stderr, too).
 */
final class ErrorMessages implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final String PREFIX = "atelier: ";

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        if (failure.getCause() instanceof AtelierException cause) {
            err.println(PREFIX + cause.getMessage());
            return cause.exit().code();
        }
        String message =
                failure instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : sentence(failure);
        err.println(PREFIX + message);
        err.println("Run '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
        return Exit.USAGE.code();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof AtelierException expected) {
            err.println(PREFIX + expected.getMessage());
            if (debug(parsed)) {
                expected.printStackTrace(err);
            }
            return expected.exit().code();
        }
        if (OutOfMemory.isCauseOf(failure)) {
            err.println(PREFIX + "out of memory (" + firstLine(failure) + "); " + limits() + ". Choose a smaller --size"
                    + " or training.batchSize, or give the JVM more: ATELIER_JAVA_OPTS=-Xmx2g.");
            return Exit.OUT_OF_MEMORY.code();
        }
        if (rootOf(failure) instanceof IOException file) {
            return fileFailure(file, err);
        }
        return internalFault(failure, command, debug(parsed));
    }

    private static int fileFailure(IOException failure, PrintWriter err) {
        String reason = String.valueOf(failure.getMessage());
        if (failure instanceof FileSystemException named) {
            String why = named.getReason() != null ? named.getReason() : kind(named);
            reason = named.getFile() + ": " + why;
        }
        if (DiskFailure.isFull(failure)) {
            err.println(PREFIX + "the disk is full (" + reason + "). Free some space or choose another --out.");
            return Exit.DISK.code();
        }
        if (DiskFailure.isForbidden(failure)) {
            err.println(PREFIX + "no permission: " + reason + ". Choose another path or change its permissions.");
            return Exit.DISK.code();
        }
        err.println(PREFIX + "cannot use " + reason + ". Check the path.");
        return Exit.INPUT.code();
    }

    private static String kind(FileSystemException failure) {
        return switch (failure.getClass().getSimpleName()) {
            case "NoSuchFileException" -> "no such file";
            case "FileAlreadyExistsException" -> "exists already";
            case "NotDirectoryException" -> "not a folder";
            case "DirectoryNotEmptyException" -> "folder is not empty";
            case "AccessDeniedException" -> "access denied";
            default -> failure.getClass().getSimpleName();
        };
    }

    private static int internalFault(Exception failure, CommandLine command, boolean debug) {
        PrintWriter err = command.getErr();
        Throwable fault = failure instanceof Shell.ErrorInWork error ? error.error() : failure;
        err.println(PREFIX + "internal fault: " + fault);
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        if (debug) {
            err.println(trace);
        }
        try {
            Path log = Files.createTempFile("atelier-fault-", ".log");
            Files.writeString(log, command.getCommandSpec().qualifiedName() + System.lineSeparator() + trace);
            err.println("This is a mistake in Atelier, not yours. The trace is in " + log + "; please report it.");
        } catch (IOException unwritable) {
            err.println("This is a mistake in Atelier, not yours. Run again with --debug to see the trace.");
        }
        return Exit.FAULT.code();
    }

    private static String unmatched(UnmatchedArgumentException failure) {
        CommandLine command = failure.getCommandLine();
        String first = failure.getUnmatched().get(0);
        boolean option = first.startsWith("-");
        boolean verb = !option && !command.getSubcommands().isEmpty();
        List<String> known = new ArrayList<>();
        if (option) {
            command.getCommandSpec().options().forEach(each -> known.addAll(List.of(each.names())));
        } else {
            known.addAll(command.getSubcommands().keySet());
        }
        String name = option && first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
        String kind = option ? "an option of" : verb ? "a verb of" : "expected as an argument of";
        String message = "'" + name + "' is not " + kind + " '"
                + command.getCommandSpec().qualifiedName() + "'.";
        String question = CloseNames.question(name, known);
        return question.isEmpty() && verb ? message + " Known: " + String.join(", ", known) + "." : message + question;
    }

    private static String sentence(ParameterException failure) {
        ArgSpec argument = failure.getArgSpec();
        if (argument != null && failure.getValue() != null && argument.type().isEnum()) {
            return notOneOf(argument, failure.getValue());
        }
        String message = String.valueOf(failure.getMessage());
        if (argument != null && failure.getCause() instanceof TypeConversionException cause) {
            message = name(argument) + ": " + cause.getMessage();
        }
        return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }

    private static String notOneOf(ArgSpec argument, String value) {
        List<String> words = Arrays.stream(argument.type().getEnumConstants())
                .map(word -> String.valueOf(word).toLowerCase(Locale.ROOT))
                .toList();
        return name(argument) + " is '" + value + "', expected one of " + String.join(", ", words) + "."
                + CloseNames.question(value, words);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static boolean debug(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.hasMatchedOption("--debug");
    }

    /** What there was: Java's own limit, and what the whole process with libtorch's tensors has taken. */
    private static String limits() {
        String heap = "Java may use " + SizeText.of(Runtime.getRuntime().maxMemory());
        long peak = Host.peakMemoryBytes();
        return peak < 0 ? heap : heap + ", the process with its tensors took " + SizeText.of(peak) + " at most";
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(rootOf(failure).getMessage()).lines().findFirst().orElse("");
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
