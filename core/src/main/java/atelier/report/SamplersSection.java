package atelier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the choice of the sampler does to a model that has one: the same decoder, fed differently. */
final class SamplersSection implements Section {

    @Override
    public String anchor() {
        return "samplers";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream().anyMatch(SamplersSection::hasSamplers);
    }

    private static boolean hasSamplers(ModelResult model) {
        Run run = model.shown();
        return run != null
                && (!Stored.fields(run.scores().path("samplers")).isEmpty()
                        || run.pictures().keySet().stream().anyMatch(name -> name.startsWith("samples-")));
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("samplers.lead"));
        for (ModelResult model : page.comparison().models()) {
            Run run = model.shown();
            if (run != null && hasSamplers(model)) {
                page.html().open("h3");
                page.modelName(model);
                page.html().close();
                pictures(page, model, run);
                table(page, run);
            }
        }
    }

    private static void pictures(Page page, ModelResult model, Run run) {
        page.html().open("div", "class", "pictures");
        Picture main = run.picture(SamplesSection.SAMPLES);
        String sampler = run.sampler();
        if (main != null) {
            page.figure(
                    main,
                    null,
                    sampler == null ? page.words().model(model.name()) : SamplesSection.samplerHeading(page, sampler));
        }
        run.pictures().forEach((name, picture) -> {
            if (name.startsWith("samples-")) {
                page.figure(picture, null, SamplesSection.samplerHeading(page, name.substring("samples-".length())));
            }
        });
        page.html().close();
    }

    private static void table(Page page, Run run) {
        Map<String, StoredScore> main = StoredScore.readAll(run.scores().path("scores"));
        List<ScoreTable.Column> columns = new ArrayList<>();
        String sampler = run.sampler();
        columns.add(new ScoreTable.Column(
                sampler == null ? run.model() : SamplesSection.samplerHeading(page, sampler), "s0", main, false));
        Stored.fields(run.scores().path("samplers")).forEach((name, scores) -> {
            if (!name.equals(sampler)) {
                columns.add(new ScoreTable.Column(
                        SamplesSection.samplerHeading(page, name),
                        "s" + columns.size() % 4,
                        StoredScore.readAll(scores),
                        false));
            }
        });
        if (columns.size() > 1) {
            // Reconstructions do not depend on the sampler; rows that only one column has would say nothing.
            List<ScoreTable.Column> common = columns.stream()
                    .map(column ->
                            new ScoreTable.Column(column.title(), column.style(), shared(column, columns), false))
                    .toList();
            new ScoreTable(page, common).write();
        }
    }

    private static Map<String, StoredScore> shared(ScoreTable.Column column, List<ScoreTable.Column> all) {
        Map<String, StoredScore> shared = new java.util.LinkedHashMap<>(column.scores());
        shared.keySet().removeIf(metric -> all.stream()
                .anyMatch(other -> !other.scores().containsKey(metric)));
        return shared;
    }
}
