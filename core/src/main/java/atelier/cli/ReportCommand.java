package atelier.cli;

import atelier.experiment.HumanAnswers;
import atelier.provenance.Exit;
import atelier.report.Report;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code atelier report DIR}: the report again, from stored results and the answers that people gave since; nothing is
 * trained or measured.
 */
@Command(name = "report")
final class ReportCommand extends Verb {
    @Parameters(paramLabel = "DIR", description = "The folder that 'atelier compare' wrote.")
    private Path folder;

    @Override
    Exit run() {
        HumanAnswers.update(folder, err()::println);
        Path report = Report.write(folder, language());
        if (json()) {
            printJson(fields("report", report.toString()));
        } else {
            out().println(report);
        }
        return Exit.DONE;
    }
}
