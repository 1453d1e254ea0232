package atelier.cli;

import atelier.provenance.Exit;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code atelier check}: whether this machine is ready, and what is missing if it is not. */
@Command(name = "check")
final class CheckCommand extends Verb {
    @Override
    Exit run() {
        List<MachineCheck.Finding> findings = new MachineCheck().run();
        boolean ready = findings.stream().noneMatch(finding -> finding.state() == MachineCheck.State.MISSING);
        if (json()) {
            printJson(fields("ready", ready, "checks", findings));
        } else {
            TextTable table = new TextTable();
            findings.forEach(finding -> table.row(finding.state().text(), finding.name(), finding.found()));
            table.print(out());
            findings.stream().filter(finding -> !finding.advice().isEmpty()).forEach(finding -> out().println(
                            finding.name() + ": " + finding.advice()));
            out().println(ready ? "This machine is ready." : "This machine is not ready: see above.");
        }
        return ready ? Exit.DONE : Exit.FAULT;
    }
}
