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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The rows as a page: per set of pictures a table, best first, and below it every model's first samples. */
final class GalleryPage {
    static final String BEGIN = "<!-- bench/gallery writes from here -->";
    static final String END = "<!-- to here -->";
    private static final int COLUMNS = 3;
    private static final List<String> METRICS = List.of(GalleryRow.DISTANCE, "precision", "recall");

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

    private static String distinct(List<GalleryRow> rows, java.util.function.Function<GalleryRow, String> fact) {
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
        text.append("| model | family | Fréchet distance | precision | recall | images seen | training | parameters |"
                + " of them to make pictures |\n");
        text.append("|---|---|---|---|---|---|---|---|---|\n");
        for (GalleryRow row : rows) {
            JsonNode document = row.document();
            List<String> cells = new ArrayList<>(List.of("`" + row.model() + "`", row.family()));
            METRICS.forEach(metric -> cells.add(score(document.path("metrics").path(metric))));
            cells.add(String.format(
                    Locale.ROOT, "%,d", document.path("imagesSeen").asLong()));
            cells.add(String.format(
                    Locale.ROOT, "%.0f s", document.path("trainingSeconds").asDouble()));
            cells.add(millions(document.path("parameters").path("total")));
            cells.add(millions(document.path("parameters").path("generator")));
            text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
        List<String> floors = METRICS.stream()
                .map(metric ->
                        rows.get(0).document().path("metrics").path(metric).path("floor"))
                .map(floor -> floor.isNumber() ? number(floor.asDouble()) : "")
                .toList();
        text.append("| *real pictures* | *floor* | ")
                .append(String.join(" | ", floors))
                .append(" | | | | |\n\n");
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
