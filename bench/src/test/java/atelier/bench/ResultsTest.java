package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.bench.Setting.Column;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    private Path folder;

    private static ObjectNode settings(int threads) {
        return Exchange.JSON.createObjectNode().put("threads", threads);
    }

    private static ObjectNode machine() {
        return Exchange.JSON.createObjectNode().put("cpu", "one");
    }

    @Test
    void aComparisonGoesOnWithWhatIsThere() {
        Path file = folder.resolve("results.json");
        Measurement measurement =
                new Measurement("vae", Column.EAGER, "2 threads", 1, 64, 0.5, 1, 1000, null, null, null);
        Results.open(file, machine(), settings(2)).add(measurement);

        Results again = Results.open(file, machine(), settings(2));

        assertThat(again.measurements()).containsExactly(measurement);
        assertThat(again.find("vae", Column.EAGER, "2 threads", 1)).contains(measurement);
        assertThat(again.find("vae", Column.EAGER, "2 threads", 2)).isEmpty();
    }

    @Test
    void numbersOfOtherSettingsAreNotMixedIn() {
        Path file = folder.resolve("results.json");
        Results.open(file, machine(), settings(2)).note("pytorch", "none");

        assertThatThrownBy(() -> Results.open(file, machine(), settings(1)))
                .hasMessageContaining("\"threads\":2")
                .hasMessageContaining("\"threads\":1")
                .hasMessageContaining("--out");
    }

    /** What bench/compare wrote in a short run on a busy machine: good for its form, not for its numbers. */
    private Path stored() throws IOException {
        Path file = folder.resolve("smoke.json");
        try (InputStream stream = ResultsTest.class.getResourceAsStream("smoke.json")) {
            Files.copy(stream, file);
        }
        return file;
    }

    @Test
    void aStoredComparisonBecomesATable() throws IOException {
        Results stored = Results.read(stored());
        List<Summary> summaries = Workload.CATALOGUE.stream()
                .filter(workload -> stored.measurements().stream()
                        .anyMatch(m -> m.round() == 1 && m.workload().equals(workload.name())))
                .map(workload -> Summary.of(workload, stored, 1e8))
                .toList();

        String table = PerformanceTable.markdown(stored.head(), summaries);

        assertThat(summaries).isNotEmpty();
        long columns = 13;
        assertThat(table.lines().filter(line -> line.startsWith("|")))
                .hasSize(2 + summaries.size())
                .allSatisfy(line ->
                        assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(columns));
        for (Summary summary : summaries) {
            assertThat(table).contains("| " + summary.workload().name() + " | ");
            assertThat(summary.columns().get(Column.ATELIER).rate()).isPositive();
            assertThat(summary.columns().get(Column.EAGER).ratio().median()).isPositive();
        }
    }

    @Test
    void aTableOfABusyMachineIsRefused() throws IOException {
        Path page = folder.resolve("page.md");
        String before = "before\n" + PerformanceTable.BEGIN + "\nold\n" + PerformanceTable.END + "\nafter\n";
        Files.writeString(page, before);
        StringWriter errors = new StringWriter();

        int code = Compare.execute(
                folder,
                new PrintWriter(new StringWriter()),
                new PrintWriter(errors),
                "--table",
                page.toString(),
                "--out",
                stored().toString());

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains("other processes used").contains("quiet machine");
        assertThat(page).hasContent(before);
    }

    @Test
    void aTableGoesBetweenItsMarks() {
        String text = "before\n" + PerformanceTable.BEGIN + "\nold\n" + PerformanceTable.END + "\nafter\n";

        assertThat(PerformanceTable.replaced("page", text, "new\n"))
                .isEqualTo("before\n" + PerformanceTable.BEGIN + "\nnew\n" + PerformanceTable.END + "\nafter\n");
        assertThatThrownBy(() -> PerformanceTable.replaced("page", "nothing", "new"))
                .hasMessageContaining("page lacks the lines");
    }

    @Test
    void anUnknownWorkloadIsNamedWithThoseThereAre() {
        StringWriter errors = new StringWriter();

        int code = Compare.execute(
                folder, new PrintWriter(new StringWriter()), new PrintWriter(errors), "--workloads", "vea");

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains("'vea' is no workload").contains("vaegan");
    }
}
