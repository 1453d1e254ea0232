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
        return chosen(RankedRun.of(model)).values().stream()
                        .filter(ranked -> ranked.run().picture(SamplesSection.SAMPLES) != null)
                        .count()
                > 1;
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
        chosen(RankedRun.of(model)).forEach((rank, ranked) -> {
            Picture picture = ranked.run().picture(SamplesSection.SAMPLES);
            if (picture != null) {
                page.figure(
                        picture,
                        null,
                        page.say(
                                "seeds.caption",
                                page.say(rank),
                                ranked.run().seed(),
                                page.words().metric(RankedRun.METRIC),
                                NumberText.of(ranked.value())));
            }
        });
        html.close();
        long failed = model.runs().stream().filter(run -> !run.measured()).count();
        if (failed > 0) {
            page.note(page.say("seeds.failed", failed, model.runs().size()));
        }
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
