package atelier.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A card for each use, the folk rule, and how far all of it reaches. */
final class VerdictSection implements Section {

    @Override
    public String anchor() {
        return "verdict";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return true;
    }

    @Override
    public void write(Page page) {
        Html html = page.html();
        VerdictText text = new VerdictText(page.words(), page.comparison().verdict());
        List<Verdict> verdicts = Verdict.readAll(page.comparison().verdict());
        if (verdicts.isEmpty()) {
            page.lead(page.say("verdict.none"));
        } else {
            html.open("div", "class", "cards");
            verdicts.forEach(verdict -> card(page, text, verdict));
            folkRule(page, text.folkRule());
            html.close();
        }
        String overall = text.overall();
        if (overall != null) {
            page.note(overall);
        }
        text.remarks().forEach(page::note);
        failures(page);
    }

    private static void card(Page page, VerdictText text, Verdict verdict) {
        Html html = page.html();
        String winner = verdict.winner();
        html.open("article", "class", "card");
        html.element("h3", text.use(verdict));
        page.words()
                .find("use." + verdict.use() + ".question")
                .ifPresent(question -> html.element("p", question, "class", "question"));
        html.open("p", "class", winner == null ? "winner undecided" : "winner");
        if (winner == null) {
            html.text(text.headline(verdict));
        } else {
            page.modelName(page.model(winner));
        }
        html.close();
        html.element("p", text.explanation(verdict));
        small(page, text.unbeaten(verdict));
        text.betweenFamilies(verdict).forEach(line -> html.element("p", line));
        plot(page, text, verdict);
        small(page, text.probability(verdict));
        small(page, text.people(verdict));
        small(page, text.excluded(verdict));
        small(page, text.confidence(verdict));
        small(page, text.amongAll(verdict));
        text.whatWouldDecide(verdict).forEach(line -> small(page, line));
        html.close();
    }

    private static void plot(Page page, VerdictText text, Verdict verdict) {
        Double low = verdict.low();
        Double value = verdict.difference();
        Double high = verdict.high();
        if (low != null && value != null && high != null) {
            String winner = verdict.winner();
            String style = winner == null ? "plain" : page.model(winner).style();
            IntervalPlot.difference(page.html(), low, value, high, style, text.explanation(verdict));
        }
    }

    private static void small(Page page, @Nullable String sentence) {
        if (sentence != null) {
            page.html().element("p", sentence, "class", "small");
        }
    }

    private static void folkRule(Page page, List<FolkText.Half> halves) {
        if (halves.isEmpty()) {
            return;
        }
        Html html = page.html();
        html.open("article", "class", "card folk");
        html.element("h3", page.say("folk.title"));
        html.element("blockquote", page.say("folk.rule"));
        for (FolkText.Half half : halves) {
            html.open("p", "class", "outcome").element("span", half.claim());
            html.element("strong", half.outcome()).close();
            small(page, half.detail());
        }
        html.element("p", page.say("folk.scope"), "class", "small");
        html.close();
    }

    private static void failures(Page page) {
        for (ModelResult model : page.comparison().models()) {
            for (Run run : model.unfinished()) {
                String status = page.words().find("status." + run.status()).orElse(run.status());
                String reason = run.failure() == null ? page.say("failure.unknown") : run.failure();
                String name = page.words().model(model.name());
                page.html().element("p", page.say("failure.run", name, run.seed(), status, reason), "class", "failure");
            }
            if (model.runs().isEmpty()) {
                String name = page.words().model(model.name());
                page.html().element("p", page.say("failure.noRun", name), "class", "failure");
            }
        }
    }
}
