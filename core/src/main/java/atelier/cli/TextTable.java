package atelier.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows with aligned columns; the last column may be of any length. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable row(String... cells) {
        return row(List.of(cells));
    }

    TextTable row(List<String> cells) {
        rows.add(cells);
        return this;
    }

    void print(PrintWriter out) {
        List<Integer> widths = new ArrayList<>(
                Collections.nCopies(rows.stream().mapToInt(List::size).max().orElse(0), 0));
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths.set(column, Math.max(widths.get(column), width(row.get(column))));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell);
                if (column < row.size() - 1) {
                    line.append(" ".repeat(widths.get(column) - width(cell) + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** Columns of a terminal: Chinese, Japanese and Korean letters take two. */
    private static int width(String text) {
        return text.codePoints()
                .map(letter -> Character.isIdeographic(letter) || (letter >= 0xFF00 && letter <= 0xFF60) ? 2 : 1)
                .sum();
    }
}
