package atelier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The numbers of some groups of metrics, model by model: what a section has to say beside its pictures. */
final class GroupTable {
    private GroupTable() {}

    /** Whether any model has a number of this group. */
    static boolean applies(Comparison comparison, MetricGuide.Group group) {
        return comparison.models().stream()
                .flatMap(model -> model.scores().entrySet().stream())
                .anyMatch(score -> MetricGuide.of(score.getKey()).group() == group
                        && score.getValue().value() != null);
    }

    /** Writes those of the groups that have a number at all. */
    static void write(Page page, List<MetricGuide.Group> groups) {
        List<MetricGuide.Group> known = groups.stream()
                .filter(group -> applies(page.comparison(), group))
                .toList();
        if (known.isEmpty()) {
            return;
        }
        List<ScoreTable.Column> columns = page.comparison().models().stream()
                .map(model -> new ScoreTable.Column(
                        page.words().model(model.name()), model.style(), some(model, known), model.failed()))
                .toList();
        new ScoreTable(page, columns).write();
    }

    private static Map<String, StoredScore> some(ModelResult model, List<MetricGuide.Group> groups) {
        Map<String, StoredScore> some = new LinkedHashMap<>();
        model.scores().forEach((metric, score) -> {
            if (groups.contains(MetricGuide.of(metric).group())) {
                some.put(metric, score);
            }
        });
        return some;
    }
}
