package atelier.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where each model is good and where it is not, class by class. */
final class ClassesSection implements Section {
    /** More rows than this are a list that nobody reads; those with the widest gaps are shown. */
    private static final int MOST_CLASSES = 16;

    @Override
    public String anchor() {
        return "classes";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return !ClassGaps.readAll(comparison).isEmpty();
    }

    @Override
    public void write(Page page) {
        List<ClassGaps> measures = ClassGaps.readAll(page.comparison());
        page.lead(page.say("classes.lead"));
        Html html = page.html();
        html.open("p", "class", "legend");
        page.comparison().models().stream()
                .filter(model -> measures.stream()
                        .flatMap(gaps -> gaps.models().stream())
                        .anyMatch(row -> row.model().name().equals(model.name())))
                .forEach(page::modelName);
        html.close();
        html.open("div", "class", "charts pairs");
        measures.forEach(gaps -> chart(page, gaps));
        html.close();
        measures.forEach(gaps -> gaps.models().forEach(row -> widest(page, gaps, row)));
        measures.stream()
                .filter(gaps -> gaps.byGap().size() > MOST_CLASSES)
                .findFirst()
                .ifPresent(gaps -> page.note(
                        page.say("classes.some", MOST_CLASSES, gaps.byGap().size())));
        page.note(page.say("classes.note"));
        measures.forEach(gaps -> page.note(
                page.say("classes.convention", page.words().metricHeading(gaps.metric()), gaps.convention())));
    }

    private static void chart(Page page, ClassGaps gaps) {
        List<Integer> all = gaps.byGap();
        List<ClassBars.Group> groups = all.stream()
                .limit(MOST_CLASSES)
                .sorted()
                .map(label -> group(page, gaps, label))
                .toList();
        String title = page.say("classes.of", page.words().metricHeading(gaps.metric()));
        page.html().open("figure").element("figcaption", title);
        ClassBars.write(page.html(), groups, title);
        page.html().close();
    }

    private static ClassBars.Group group(Page page, ClassGaps gaps, int label) {
        List<ClassBars.Bar> bars =
                gaps.models().stream().map(row -> bar(page, gaps, row, label)).toList();
        return new ClassBars.Group(gaps.classes().get(label), gaps.floors().get(label), bars);
    }

    private static ClassBars.Bar bar(Page page, ClassGaps gaps, ClassGaps.Row row, int label) {
        StoredScore score = row.scores().get(label);
        return new ClassBars.Bar(
                row.model().style(),
                page.say(
                        "classes.bar",
                        page.words().model(row.model().name()),
                        gaps.classes().get(label),
                        percent(score.value())),
                score);
    }

    private static void widest(Page page, ClassGaps gaps, ClassGaps.Row row) {
        Integer label = gaps.widest(row);
        if (label == null) {
            return;
        }
        page.html().open("p", "class", "gap");
        page.modelName(row.model());
        page.html().text(" ");
        page.html()
                .element(
                        "span",
                        page.say(
                                "classes.widest",
                                page.words().metric(gaps.metric()),
                                gaps.classes().get(label),
                                percent(row.scores().get(label).value()),
                                percent(gaps.floors().get(label))));
        page.html().close();
    }

    private static String percent(@Nullable Double share) {
        return share == null ? NumberText.MISSING : NumberText.fixed(100 * share, 0) + " %";
    }
}
