package atelier.cli;

import atelier.data.DataScan;
import atelier.data.Datasets;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atelier data scan DATA}: counts, sizes, classes, duplicates, and files that do not decode. */
@Command(
        name = "scan",
        description = "Counts pictures, sizes, classes and duplicates; says what does not decode and why.")
final class DataScanCommand extends Verb {
    private static final int SHOWN = 10;

    @Parameters(paramLabel = "DATA", description = DataArguments.DATA)
    private String data;

    @Mixin
    private DataArguments arguments;

    @Override
    Exit run() {
        DataScan scan;
        try (ProgressDisplay progress = ProgressDisplay.on(err())) {
            scan = Datasets.scan(data, arguments.read(), progress);
        }
        if (json()) {
            printJson(scan);
        } else {
            print(scan);
        }
        if (arguments.strict() && scan.undecodableCount() > 0) {
            throw new AtelierException(
                    Exit.INPUT,
                    scan.undecodableCount() + " files of " + scan.name()
                            + " do not decode; --strict allows none. Remove or repair them.");
        }
        return Exit.DONE;
    }

    private void print(DataScan scan) {
        TextTable table = new TextTable()
                .row("data", scan.name() + " (" + scan.kind() + ")")
                .row("pictures", String.valueOf(scan.images()));
        if (scan.images() > 0) {
            table.row("sizes", sizes(scan))
                    .row("colour", colour(scan))
                    .row("classes", classes(scan))
                    .row("duplicates", String.valueOf(scan.duplicates()))
                    .row("own test split", scan.ownTest() == 0 ? "none" : scan.ownTest() + " pictures")
                    .row(
                            "trained at",
                            scan.packedSize() + "x" + scan.packedSize()
                                    + (scan.packedChannels() == 1 ? " grey" : " RGB"));
        }
        table.row("other files", String.valueOf(scan.otherFiles()))
                .row("do not decode", String.valueOf(scan.undecodableCount()));
        table.print(out());
        scan.notes().forEach(out()::println);
        scan.undecodable().stream().limit(SHOWN).forEach(problem -> out().println(
                        "  " + problem.file() + ": " + problem.reason()));
        if (scan.undecodableCount() > SHOWN) {
            out().println("  and " + (scan.undecodableCount() - SHOWN) + " more; --json lists them");
        }
    }

    private static String sizes(DataScan scan) {
        String first = scan.sizes().stream()
                .limit(SHOWN / 2)
                .map(size -> size.width() + "x" + size.height() + " (" + size.count() + ")")
                .collect(Collectors.joining(", "));
        int more = scan.sizes().size() - SHOWN / 2;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    private static String colour(DataScan scan) {
        return scan.grey() + " grey, " + (scan.images() - scan.grey()) + " in colour; " + scan.transparent()
                + " with transparency";
    }

    private static String classes(DataScan scan) {
        if (scan.classes().isEmpty()) {
            return "none";
        }
        String first = scan.classes().entrySet().stream()
                .limit(SHOWN)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        int more = scan.classes().size() - SHOWN;
        return scan.classes().size() + ": " + first + (more > 0 ? " and " + more + " more" : "");
    }
}
