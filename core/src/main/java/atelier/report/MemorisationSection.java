package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model copies: the numbers beside those of real pictures, and the samples that lie nearest to training
 * pictures.
 */
final class MemorisationSection implements Section {
    private static final String PICTURE = "neighbours";

    @Override
    public String anchor() {
        return "memorisation";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return GroupTable.applies(comparison, MetricGuide.Group.COPYING)
                || comparison.models().stream().anyMatch(model -> picture(model) != null);
    }

    private static @Nullable Picture picture(ModelResult model) {
        Run run = model.shown();
        return run == null ? null : run.picture(PICTURE);
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("memorisation.lead"));
        GroupTable.write(page, List.of(MetricGuide.Group.COPYING));
        for (JsonNode fault : page.comparison().verdict().path("faults")) {
            if (Stored.text(fault, "fault", "").equals("memorised")) {
                // As comparisons of earlier versions stored it.
                boolean authentic = Stored.text(fault, "metric", "").equals("authpct");
                page.note(page.say(
                        authentic ? "memorisation.fault.authpct" : "memorisation.fault",
                        Stored.text(fault, "run", "?")));
            }
        }
        page.html().open("div", "class", "pictures");
        for (ModelResult model : page.comparison().models()) {
            Picture found = picture(model);
            if (found != null) {
                page.figure(found, model, caption(page, model));
            }
        }
        page.html().close();
        page.note(page.say("memorisation.note"));
    }

    /** How far apart the pairs are, beside what real pictures have; an older folder does not say. */
    private static String caption(Page page, ModelResult model) {
        Run run = model.shown();
        JsonNode closest = run == null ? Stored.NOTHING : run.scores().path("closest");
        JsonNode pairs = closest.path("pairs");
        Double nearest = Stored.number(pairs.path(0), "distance");
        Double last = Stored.number(pairs.path(pairs.size() - 1), "distance");
        Double median = Stored.number(closest, "median");
        Double heldOut = Stored.number(closest, "heldOutMedian");
        if (nearest == null || last == null || median == null || heldOut == null) {
            return page.say("memorisation.caption");
        }
        return page.say(
                "memorisation.distances",
                NumberText.of(nearest),
                NumberText.of(last),
                NumberText.of(median),
                NumberText.of(heldOut));
    }
}
