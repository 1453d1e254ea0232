package atelier.experiment;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.OutOfMemory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** What becomes of a run that broke down for a reason that nobody foresaw: it failed, and says why. */
public final class Breakdown {
    private Breakdown() {}

    /**
     * Marks the run as failed, if it has begun, and keeps the trace in its folder.
     *
     * @return the failure in words, with {@link Exit#OUT_OF_MEMORY} or {@link Exit#FAULT}
     */
    public static AtelierException of(RunFolder run, Throwable fault) {
        AtelierException failure = inWords(run, fault);
        if (Files.isRegularFile(run.runFile())) {
            ObjectNode document = run.read();
            document.put("status", "failed");
            document.put("failure", failure.getMessage());
            RunFolder.write(run.runFile(), document);
        }
        return failure;
    }

    /** The same, without marking the run. */
    static AtelierException inWords(RunFolder run, Throwable fault) {
        return OutOfMemory.isCauseOf(fault)
                ? new AtelierException(
                        Exit.OUT_OF_MEMORY,
                        "out of memory (" + firstLine(fault) + "). Choose a smaller --size or training.batchSize.",
                        fault)
                : new AtelierException(Exit.FAULT, "internal fault: " + fault + keepTrace(run, fault), fault);
    }

    private static String firstLine(Throwable fault) {
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    }

    /** Where the trace is, as a further sentence; empty where there is no place for it. */
    private static String keepTrace(RunFolder run, Throwable fault) {
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        Path file = run.path().resolve("fault.txt");
        try {
            Files.createDirectories(run.path());
            Files.writeString(file, trace.toString());
            return ". This is a mistake in Atelier; the trace is in " + file + ".";
        } catch (IOException unwritable) {
            return ". This is a mistake in Atelier.";
        }
    }
}
