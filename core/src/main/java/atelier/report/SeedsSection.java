package atelier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The luck of training: each model's best, median and worst seed. */
final class SeedsSection implements Section {

    @Override
    public String anchor() {
        return "seeds";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream().anyMatch(SeedsSection::hasSeveral);
    }

    private static boolean hasSeveral(ModelResult model) {
        return model.runs().size() > 1
                && model.runs().stream().anyMatch(run -> run.picture(SamplesSection.SAMPLES) != null);
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("seeds.lead", page.words().metric(RankedRun.METRIC)));
        for (ModelResult model : page.comparison().models()) {
            if (hasSeveral(model)) {
                write(page, model);
            }
        }
    }

    private static void write(Page page, ModelResult model) {
        Html html = page.html();
        html.open("h3");
        page.modelName(model);
        html.close().open("div", "class", "pictures triple");
        chosen(RankedRun.withFailed(model)).forEach((rank, ranked) -> figure(page, rank, ranked));
        html.close();
        long failed = model.runs().stream().filter(run -> !run.measured()).count();
        if (failed > 0) {
            page.note(page.say("seeds.failed", failed, model.runs().size()));
        }
    }

    private static void figure(Page page, String rank, RankedRun ranked) {
        String caption = ranked.failed()
                ? page.say("seeds.failedCaption", page.say(rank), ranked.run().seed())
                : page.say(
                        "seeds.caption",
                        page.say(rank),
                        ranked.run().seed(),
                        page.words().metric(RankedRun.METRIC),
                        NumberText.of(ranked.value()));
        Picture picture = ranked.run().picture(SamplesSection.SAMPLES);
        if (picture != null && !ranked.failed()) {
            page.figure(picture, null, caption);
            return;
        }
        Html html = page.html();
        html.open("figure").open("div", "class", "absent");
        html.text(page.say(ranked.failed() ? "samples.failed" : "samples.absent"))
                .close();
        html.element("figcaption", caption).close();
    }

    /** By the key of its rank; of an even number the better of the two in the middle is the median. */
    static Map<String, RankedRun> chosen(List<RankedRun> ranked) {
        Map<String, RankedRun> chosen = new LinkedHashMap<>();
        if (ranked.size() > 1) {
            chosen.put("seeds.best", ranked.get(0));
            if (ranked.size() > 2) {
                chosen.put("seeds.median", ranked.get((ranked.size() - 1) / 2));
            }
            chosen.put("seeds.worst", ranked.get(ranked.size() - 1));
        }
        return chosen;
    }
}
