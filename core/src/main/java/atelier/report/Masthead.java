package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The head of the page: the question, and in one line on what and under which rules it was asked. */
final class Masthead {

    void write(Page page) {
        Html html = page.html();
        html.element("p", page.say("masthead.kicker"), "class", "kicker");
        html.element("h1", page.say("masthead.question"));
        html.element("p", summary(page), "class", "summary");
        html.open("ul", "class", "facts");
        for (String fact : facts(page)) {
            html.element("li", fact);
        }
        html.close();
    }

    private static String summary(Page page) {
        Comparison comparison = page.comparison();
        List<String> names = comparison.models().stream()
                .map(model -> page.words().model(model.name()))
                .toList();
        Double budget = Stored.number(comparison.protocol(), "budgetSeconds");
        String models = page.words().list(names);
        return budget == null
                ? page.say("masthead.summaryWithoutBudget", models, comparison.dataName())
                : page.say(
                        "masthead.summary", models, comparison.dataName(), NumberText.duration(budget, page.words()));
    }

    private static List<String> facts(Page page) {
        JsonNode data = page.comparison().data();
        List<String> facts = new ArrayList<>();
        Double size = Stored.number(data, "size");
        if (size != null) {
            boolean colour = data.path("channels").asInt(3) == 3;
            facts.add(page.say(colour ? "fact.colour" : "fact.grey", size.intValue()));
        }
        Double train = Stored.number(data, "trainCount");
        Double test = Stored.number(data, "testCount");
        if (train != null && test != null) {
            facts.add(page.say("fact.counts", NumberText.count(train.longValue()), NumberText.count(test.longValue())));
        }
        int seeds = page.comparison().seeds();
        facts.add(seeds == 1 ? page.say("fact.oneSeed") : page.say("fact.seeds", seeds));
        String features = Stored.text(page.comparison().protocol(), "featureNetwork");
        if (features != null) {
            facts.add(page.say("fact.features", features));
        }
        String created = Stored.text(page.comparison().protocol(), "created");
        if (created != null) {
            facts.add(created.length() >= 10 ? created.substring(0, 10) : created);
        }
        return facts;
    }
}
