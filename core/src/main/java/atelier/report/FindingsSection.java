package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;

/** What went wrong while the models were trained, and what to try. */
final class FindingsSection implements Section {
    @Override
    public String anchor() {
        return "findings";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream()
                .flatMap(model -> model.runs().stream())
                .anyMatch(run -> !run.findings().isEmpty());
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("findings.lead"));
        for (ModelResult model : page.comparison().models()) {
            for (Run run : model.runs()) {
                run.findings().forEach(finding -> write(page, model, run, finding));
            }
        }
    }

    private static void write(Page page, ModelResult model, Run run, JsonNode finding) {
        Words words = page.words();
        Html html = page.html();
        html.open("h3");
        page.modelName(model);
        html.text(" " + FindingText.title(finding, words)).close();
        Double images = Stored.number(finding, "images");
        String when = images == null
                ? page.say("findings.afterwards", run.seed())
                : page.say("findings.when", run.seed(), NumberText.count(Math.round(images)));
        html.element("p", FindingText.what(finding, words) + " " + FindingText.advice(finding, words));
        page.note(when);
    }
}
