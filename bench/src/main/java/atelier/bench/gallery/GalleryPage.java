package atelier.bench.gallery;

import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rows as a page: per set of pictures a table, best first, and below it every model's first samples. */
final class GalleryPage {
    static final String BEGIN = "<!-- bench/gallery writes from here -->";
    static final String END = "<!-- to here -->";
    private static final int COLUMNS = 3;
    private static final List<String> METRICS = List.of("precision", "recall", "label-agreement");

    private GalleryPage() {}

    /** Puts the rows between the two marks of the page. */
    static void publish(Path page, List<GalleryRow> rows) throws IOException {
        String text = Files.readString(page, StandardCharsets.UTF_8);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new AtelierException(
                    Exit.INPUT, page + " lacks the lines '" + BEGIN + "' and '" + END + "' between which rows go.");
        }
        String fresh = text.substring(0, begin + BEGIN.length()) + "\n" + markdown(rows) + text.substring(end);
        Files.writeString(page, fresh, StandardCharsets.UTF_8);
    }

    static String markdown(List<GalleryRow> rows) {
        StringBuilder text = new StringBuilder();
        for (GalleryUnit.PictureSet set : GalleryUnit.sets()) {
            List<GalleryRow> own = rows.stream()
                    .filter(row -> row.set().equals(set.name()))
                    .sorted(Comparator.comparingDouble(GalleryRow::distance))
                    .toList();
            if (!own.isEmpty()) {
                text.append("\n## ").append(set.title()).append("\n\n");
                text.append(facts(own)).append("\n\n");
                table(own, text);
                pictures(own, text);
            }
        }
        return text.toString();
    }

    private static String facts(List<GalleryRow> rows) {
        JsonNode first = rows.get(0).document();
        String features = distinct(rows, row -> row.document().path("features").asText());
        String machines = distinct(rows, row -> machine(row.document().path("host")));
        String budgets = distinct(rows, row -> minutes(row.document().path("budgetSeconds")));
        return String.format(
                Locale.ROOT,
                "%,d training pictures, %,d held out. Budget of each run: %s. Features: %s. Machine: %s.",
                first.path("data").path("trainCount").asInt(),
                first.path("data").path("testCount").asInt(),
                budgets,
                features,
                machines);
    }

    private static String distinct(List<GalleryRow> rows, Function<GalleryRow, String> fact) {
        return rows.stream().map(fact).filter(Objects::nonNull).distinct().collect(Collectors.joining("; "));
    }

    private static String machine(JsonNode host) {
        return host.path("cpu").asText() + ", " + host.path("cores").asInt() + " cores, "
                + host.path("memory").asText();
    }

    private static String minutes(JsonNode seconds) {
        return seconds.isNumber() ? number(seconds.asDouble() / 60) + " minutes" : "a number of images";
    }

    private static void table(List<GalleryRow> rows, StringBuilder text) {
        List<String> others = rows.stream()
                .flatMap(row -> row.otherFeatures().stream())
                .distinct()
                .toList();
        List<String> heads = new ArrayList<>(List.of("model", "family", "Fréchet distance"));
        others.forEach(features -> heads.add("by " + features));
        heads.addAll(List.of("precision", "recall", "label agreement", "images seen", "training", "parameters"));
        heads.add("of them to make pictures");
        line(heads, text);
        text.append("|---".repeat(heads.size())).append("|\n");
        for (GalleryRow row : rows) {
            JsonNode document = row.document();
            List<String> cells = new ArrayList<>(List.of("`" + row.model() + "`", row.family()));
            cells.addAll(scores(row, others, GalleryPage::score));
            cells.add(String.format(
                    Locale.ROOT, "%,d", document.path("imagesSeen").asLong()));
            cells.add(String.format(
                    Locale.ROOT, "%.0f s", document.path("trainingSeconds").asDouble()));
            cells.add(millions(document.path("parameters").path("total")));
            cells.add(millions(document.path("parameters").path("generator")));
            line(cells, text);
        }
        List<String> floors = new ArrayList<>(List.of("*real pictures*", "*floor*"));
        floors.addAll(rows.stream()
                .map(row -> scores(row, others, GalleryPage::floor))
                .reduce(GalleryPage::firstNamed)
                .orElseThrow());
        floors.addAll(Collections.nCopies(heads.size() - floors.size(), ""));
        line(floors, text);
        text.append('\n');
    }

    /** The cells of a row that are measured. */
    private static List<String> scores(GalleryRow row, List<String> others, Function<JsonNode, String> cell) {
        JsonNode metrics = row.document().path("metrics");
        List<String> cells = new ArrayList<>(List.of(cell.apply(metrics.path(GalleryRow.DISTANCE))));
        others.forEach(features -> cells.add(cell.apply(row.distance(features))));
        METRICS.forEach(metric -> cells.add(cell.apply(metrics.path(metric))));
        return cells;
    }

    private static void line(List<String> cells, StringBuilder text) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** The first of two lists where it has something to say, else the second. */
    private static List<String> firstNamed(List<String> one, List<String> other) {
        return IntStream.range(0, one.size())
                .mapToObj(i -> one.get(i).isEmpty() ? other.get(i) : one.get(i))
                .toList();
    }

    private static String floor(JsonNode metric) {
        return metric.path("floor").isNumber() ? number(metric.path("floor").asDouble()) : "";
    }

    private static String score(JsonNode metric) {
        if (!metric.path("value").isNumber()) {
            return "–";
        }
        String value = number(metric.path("value").asDouble());
        return metric.path("low").isNumber()
                ? value + " (" + number(metric.path("low").asDouble()) + " to "
                        + number(metric.path("high").asDouble()) + ")"
                : value;
    }

    private static void pictures(List<GalleryRow> rows, StringBuilder text) {
        int columns = Math.min(COLUMNS, rows.size());
        for (int from = 0; from < rows.size(); from += columns) {
            List<GalleryRow> line = rows.subList(from, Math.min(rows.size(), from + columns));
            String names = line.stream().map(row -> "`" + row.model() + "`").collect(Collectors.joining(" | "));
            String images = line.stream()
                    .map(row -> "![samples of " + row.model() + "](gallery/" + row.name() + ".png)")
                    .collect(Collectors.joining(" | "));
            text.append("| ").append(names).append(" |\n|").append("---|".repeat(line.size()));
            text.append("\n| ").append(images).append(" |\n\n");
        }
        for (GalleryRow row : rows) {
            text.append("- `").append(row.model()).append("`: ");
            text.append(Models.named(row.model()).summary()).append(".\n");
        }
    }

    private static String millions(JsonNode count) {
        return String.format(Locale.ROOT, "%.2f M", count.asDouble() / 1e6);
    }

    /** Three digits that count. */
    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
