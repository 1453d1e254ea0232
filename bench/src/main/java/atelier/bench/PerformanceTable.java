package atelier.bench;

import atelier.bench.Setting.Column;
import atelier.bench.Summary.Cell;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The numbers of a comparison as Markdown, for the terminal and for a page of the documentation. */
final class PerformanceTable {
    static final String BEGIN = "<!-- bench/compare --table writes from here -->";
    static final String END = "<!-- to here -->";

    private PerformanceTable() {}

    /** The machine in a line, then one row a workload, then how the other side ran. */
    static String markdown(JsonNode head, List<Summary> summaries) {
        StringBuilder text = new StringBuilder();
        JsonNode machine = head.path("machine");
        JsonNode settings = head.path("settings");
        List<String> sets = new ArrayList<>();
        machine.path("instructionSets").forEach(set -> sets.add(set.asText()));
        text.append(String.format(
                "%s. %s, %d cores, %s, %s, JDK %s; %s. %d threads, %s, %s s a round, %d pictures.%n%n",
                head.path("date").asText(),
                machine.path("cpu").asText(),
                machine.path("cores").asInt(),
                sets.isEmpty() ? "instruction sets unknown" : String.join(" ", sets),
                machine.path("memory").asText(),
                machine.path("jdk").asText(),
                head.path("pytorch").asText("no PyTorch"),
                settings.path("threads").asInt(),
                settings.path("precision").asText(),
                number(settings.path("seconds").asDouble()),
                settings.path("count").asInt()));
        text.append("| workload | Atelier /s | PyTorch eager /s | ratio | compiled /s | ratio | plain /s | ratio |"
                + " peak MB | CPU s per 1,000 | of the limit | difference |\n");
        text.append("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        summaries.forEach(summary -> text.append(row(summary)));
        text.append('\n');
        for (Summary summary : summaries) {
            text.append("- ")
                    .append(summary.workload().name())
                    .append(": ")
                    .append(summary.workload().summary())
                    .append(settings(summary))
                    .append('\n');
        }
        return text.toString();
    }

    private static String row(Summary summary) {
        Cell own = summary.columns().get(Column.ATELIER);
        Cell eager = summary.columns().get(Column.EAGER);
        Agreement agreement = summary.agreement();
        List<String> cells = new ArrayList<>(List.of(summary.workload().name(), rate(own)));
        for (Column column : List.of(Column.EAGER, Column.COMPILED, Column.PLAIN)) {
            Cell cell = summary.columns().get(column);
            cells.add(rate(cell));
            cells.add(ratio(cell));
        }
        cells.add(megabytes(own) + " / " + megabytes(eager));
        cells.add(cpu(own) + " / " + cpu(eager));
        cells.add(summary.limitShare() == null ? "" : number(100 * summary.limitShare()) + " %");
        cells.add(agreement == null || agreement.compared().isEmpty() ? "" : scientific(agreement.difference()));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String settings(Summary summary) {
        StringBuilder text = new StringBuilder();
        summary.columns().forEach((column, cell) -> {
            if (!cell.setting().isEmpty()) {
                text.append("; ")
                        .append(column.name().toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(cell.setting());
            }
            if (column == Column.DRAFT && cell.failure() == null) {
                text.append(" ").append(rate(cell)).append("/s, ratio ").append(ratio(cell));
            }
            if (cell.failure() != null) {
                text.append(" failed (").append(cell.failure()).append(')');
            }
        });
        Double fromDisk = summary.fromDisk();
        if (fromDisk != null) {
            text.append("; from the disk: at least ")
                    .append(number(100 * fromDisk))
                    .append(" % of the file");
        }
        return text.toString();
    }

    private static String rate(@Nullable Cell cell) {
        return cell == null || Double.isNaN(cell.rate()) ? "" : number(cell.rate());
    }

    private static String ratio(@Nullable Cell cell) {
        if (cell == null || Double.isNaN(cell.ratio().median())) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f)",
                cell.ratio().median(),
                cell.ratio().low(),
                cell.ratio().high());
    }

    private static String megabytes(@Nullable Cell cell) {
        return cell == null || cell.peakBytes() <= 0 ? "–" : String.valueOf(cell.peakBytes() / 1_000_000);
    }

    private static String cpu(@Nullable Cell cell) {
        return cell == null || Double.isNaN(cell.cpuPerThousand()) ? "–" : number(cell.cpuPerThousand());
    }

    /** Three digits that count. */
    static String number(double value) {
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    /**
     * Puts a table between the two marks of a page.
     *
     * @throws AtelierException with {@link Exit#USAGE} where the machine was busy with other work
     */
    static void publish(Path page, JsonNode head, List<Summary> summaries) {
        for (Summary summary : summaries) {
            if (!summary.quiet()) {
                Double load = summary.otherLoad();
                throw new AtelierException(
                        Exit.USAGE,
                        "while " + summary.workload().name() + " was measured, other processes used "
                                + (load == null ? "an unknown part" : number(100 * load) + " %")
                                + " of the cores; at most " + number(100 * Summary.QUIET)
                                + " % are accepted for a table. Run bench/compare again with another --out on a quiet machine.");
            }
            Agreement agreement = summary.agreement();
            if (agreement != null && !agreement.holds()) {
                throw new AtelierException(
                        Exit.FAULT,
                        summary.workload().name() + ": both sides differ by " + scientific(agreement.difference())
                                + ", at most " + scientific(agreement.tolerance())
                                + " is accepted; what they do is not the same work.");
            }
        }
        try {
            String text = Files.readString(page);
            Files.writeString(page, replaced(page.toString(), text, markdown(head, summaries)));
        } catch (IOException failure) {
            throw new AtelierException(Exit.INPUT, page + " cannot be changed: " + failure.getMessage(), failure);
        }
    }

    /** The text with what is between the marks replaced. */
    static String replaced(String page, String text, String table) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new AtelierException(
                    Exit.INPUT,
                    page + " lacks the lines '" + BEGIN + "' and '" + END + "' between which a table goes.");
        }
        return text.substring(0, begin + BEGIN.length()) + "\n" + table + text.substring(end);
    }
}
