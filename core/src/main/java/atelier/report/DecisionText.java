package atelier.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what would decide a use that is open, or make a decision firmer. */
final class DecisionText {
    private DecisionText() {}

    /** What would decide, or make it firmer: seeds, pictures, budget; empty where nothing is known or needed. */
    static List<String> lines(Words words, Verdict verdict) {
        Verdict.ToDecide known = verdict.toDecide();
        boolean open = verdict.winner() == null && verdict.difference() != null;
        if (known == null) {
            return open ? List.of(words.say("verdict.moreToDecide")) : List.of();
        }
        List<String> lines = new ArrayList<>();
        String seeds = seeds(words, known, open);
        if (seeds != null) {
            lines.add(seeds);
        }
        if (known.pictures() != null) {
            lines.add(words.say("decide.pictures", NumberText.count(known.pictures())));
        }
        if (open) {
            lines.add(words.say("decide.budget"));
        }
        return lines;
    }

    private static @Nullable String seeds(Words words, Verdict.ToDecide known, boolean open) {
        String aim = words.say(open ? "decide.aim.open" : "decide.aim.won");
        Integer seeds = known.seeds();
        Double spread = known.seedSpread();
        return switch (known.state()) {
            case "seeds" -> seeds == null ? null : words.say("decide.seeds", seeds, aim);
            case "not-by-seeds" -> words.say("decide.notBySeeds", aim);
            case "one-seed" ->
                spread == null
                        ? words.say("decide.oneSeed")
                        : words.say("decide.fiveSeeds", NumberText.of(spread), aim);
            case "within-margin" -> words.say("decide.withinMargin");
            default -> null;
        };
    }
}
