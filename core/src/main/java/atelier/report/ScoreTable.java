package atelier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Metrics as rows, models (or samplers) as columns. The best of a row is marked only where its interval lies apart from
 * every other one: a lead within the noise is no lead.
 */
final class ScoreTable {
    /** One column; a failed one counts as the worst in every row. */
    record Column(String title, String style, Map<String, StoredScore> scores, boolean failed) {}

    private record Reason(String metric, String text) {}

    private final Page page;
    private final Html html;
    private final List<Column> columns;
    /** By what is said and of which metric: the columns of which it is said. */
    private final Map<Reason, Set<String>> reasons = new LinkedHashMap<>();

    ScoreTable(Page page, List<Column> columns) {
        this.page = page;
        this.html = page.html();
        this.columns = columns;
    }

    void write() {
        Set<String> names = new LinkedHashSet<>();
        columns.forEach(column -> names.addAll(column.scores().keySet()));
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "scores");
        head();
        html.open("tbody");
        MetricGuide.Group group = null;
        for (MetricGuide.Entry metric : MetricGuide.ordered(names)) {
            if (metric.group() != group) {
                group = metric.group();
                groupRow(group);
            }
            row(metric);
        }
        html.close().close().close();
        reasons.forEach((reason, titles) -> page.note(page.say(
                "numbers.reason",
                page.words().metricHeading(reason.metric()),
                page.words().list(List.copyOf(titles)),
                page.words().reason(reason.text()))));
    }

    private void head() {
        html.open("thead").open("tr");
        html.element("th", page.say("numbers.metric"), "scope", "col");
        for (Column column : columns) {
            html.open("th", "scope", "col", "class", "number");
            html.open("span", "class", "model " + column.style());
            html.dot().text(column.title()).close();
            html.close();
        }
        html.element("th", page.say("numbers.floor"), "scope", "col", "class", "number");
        html.element("th", page.say("numbers.range"), "scope", "col", "class", "range");
        html.close().close();
    }

    private void groupRow(MetricGuide.Group group) {
        html.open("tr", "class", "group");
        html.open("th", "colspan", Integer.toString(columns.size() + 3), "scope", "colgroup");
        html.element("span", page.say("group." + group.name().toLowerCase(java.util.Locale.ROOT)));
        html.close().close();
    }

    private void row(MetricGuide.Entry metric) {
        List<StoredScore> scores = new ArrayList<>();
        for (Column column : columns) {
            scores.add(column.scores().get(metric.name()));
        }
        int decimals = decimals(scores);
        // Densities and probabilities of different likelihoods have no order.
        boolean ordered = metric.group() != MetricGuide.Group.LIKELIHOOD;
        int best = ordered ? best(scores, metric.better()) : -1;
        html.open("tr").open("th", "scope", "row");
        html.element("span", page.words().metricHeading(metric.name()));
        arrow(metric.better());
        html.close();
        for (int i = 0; i < columns.size(); i++) {
            cell(metric, columns.get(i), scores.get(i), decimals, i == best);
        }
        Double floor = scores.stream()
                .filter(Objects::nonNull)
                .map(StoredScore::floor)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        html.element(
                "td", floor == null ? NumberText.MISSING : NumberText.fixed(floor, decimals), "class", "number floor");
        html.open("td", "class", "range");
        strip(metric, scores, floor);
        html.close().close();
    }

    private void arrow(MetricGuide.Better better) {
        switch (better) {
            case HIGHER -> html.element("abbr", "↑", "title", page.say("numbers.higher"));
            case LOWER -> html.element("abbr", "↓", "title", page.say("numbers.lower"));
            case NEITHER -> {}
        }
    }

    private void cell(
            MetricGuide.Entry metric, Column column, @Nullable StoredScore score, int decimals, boolean best) {
        if (score != null && score.reason() != null && !column.failed()) {
            reasons.computeIfAbsent(new Reason(metric.name(), score.reason()), reason -> new LinkedHashSet<>())
                    .add(column.title());
        }
        Double value = score == null ? null : score.value();
        if (score == null || value == null) {
            String text = column.failed() ? page.say("numbers.failed") : NumberText.MISSING;
            html.element("td", text, "class", column.failed() ? "number failed" : "number");
            return;
        }
        html.open("td", "class", best ? "number best" : "number");
        html.element(best ? "strong" : "span", NumberText.fixed(value, decimals));
        Double low = score.low();
        Double high = score.high();
        if (low != null && high != null) {
            html.element("small", NumberText.fixed(low, decimals) + " – " + NumberText.fixed(high, decimals));
        }
        html.close();
    }

    private void strip(MetricGuide.Entry metric, List<StoredScore> scores, @Nullable Double floor) {
        List<Map.Entry<String, StoredScore>> rows = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            StoredScore score = scores.get(i);
            if (score != null && score.value() != null) {
                rows.add(Map.entry(columns.get(i).style(), score));
            }
        }
        if (!rows.isEmpty()) {
            IntervalPlot.strip(html, rows, floor, page.words().metricHeading(metric.name()));
        }
    }

    private static int decimals(List<StoredScore> scores) {
        double least = Double.MAX_VALUE;
        for (StoredScore score : scores) {
            Double value = score == null ? null : score.value();
            if (value != null && value != 0) {
                least = Math.min(least, Math.abs(value));
            }
        }
        return least == Double.MAX_VALUE ? 2 : NumberText.decimals(least);
    }

    /** The index of the score that is better than all others beyond doubt, or -1. */
    @SuppressWarnings("ReferenceEquality") // Two models may have equal scores, and then neither is better.
    static int best(List<StoredScore> scores, MetricGuide.Better better) {
        List<StoredScore> present = scores.stream()
                .filter(Objects::nonNull)
                .filter(score -> score.value() != null)
                .toList();
        if (better == MetricGuide.Better.NEITHER || present.size() < 2) {
            return -1;
        }
        StoredScore best = present.get(0);
        for (StoredScore score : present) {
            double gain = Objects.requireNonNull(score.value()) - Objects.requireNonNull(best.value());
            best = (better == MetricGuide.Better.HIGHER ? gain > 0 : gain < 0) ? score : best;
        }
        for (StoredScore score : present) {
            if (score != best && !best.separateFrom(score)) {
                return -1;
            }
        }
        return scores.indexOf(best);
    }
}
