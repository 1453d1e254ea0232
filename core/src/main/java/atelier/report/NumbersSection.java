package atelier.report;

import java.util.List;

/** Every number with its interval and its floor. */
final class NumbersSection implements Section {

    @Override
    public String anchor() {
        return "numbers";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return !comparison.models().isEmpty();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("numbers.lead"));
        List<ScoreTable.Column> columns = page.comparison().models().stream()
                .map(model -> new ScoreTable.Column(
                        page.words().model(model.name()), model.style(), model.scores(), model.failed()))
                .toList();
        new ScoreTable(page, columns).write();
        page.note(page.say("numbers.legend"));
    }
}
