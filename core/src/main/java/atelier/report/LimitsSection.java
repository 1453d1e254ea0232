package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What this comparison cannot say, each point with the fact that it follows from. */
final class LimitsSection implements Section {
    /** Seeds from which their spread is known well enough. */
    private static final int ENOUGH_SEEDS = 5;
    /** Held-out pictures below which rare things are a handful. */
    private static final int SMALL_TEST = 500;

    @Override
    public String anchor() {
        return "limits";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return !comparison.models().isEmpty();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("limits.lead"));
        Html html = page.html();
        html.open("ul", "class", "points");
        points(page).forEach(point -> html.element("li", point));
        html.close();
    }

    private static List<String> points(Page page) {
        List<String> points = new ArrayList<>();
        seeds(page, points);
        counts(page, points);
        features(page, points);
        training(page, points);
        pictures(page, points);
        points.add(page.say("limits.machine"));
        people(page, points);
        return points;
    }

    private static void people(Page page, List<String> points) {
        long persons =
                page.comparison().verdict().path("humanTest").path("persons").asLong();
        if (persons > 0) {
            points.add(page.say(persons == 1 ? "limits.onePerson" : "limits.persons", persons));
        } else {
            boolean test =
                    Files.isRegularFile(HumanTestPage.key(page.comparison().folder()));
            points.add(page.say(test ? "limits.peopleTest" : "limits.people"));
        }
    }

    private static void seeds(Page page, List<String> points) {
        int seeds = page.comparison().seeds();
        if (seeds == 1) {
            points.add(page.say("limits.oneSeed"));
        } else if (seeds > 1 && seeds < ENOUGH_SEEDS) {
            points.add(page.say("limits.fewSeeds", seeds));
        }
        long failed = page.comparison().models().stream()
                .mapToLong(model -> model.unfinished().size())
                .sum();
        if (failed > 0) {
            points.add(page.say("limits.failed", failed));
        }
    }

    private static void counts(Page page, List<String> points) {
        JsonNode data = page.comparison().data();
        Double test = Stored.number(data, "testCount");
        Double most = Stored.number(page.comparison().protocol(), "evaluationCount");
        if (test != null) {
            double looked = most == null ? test : Math.min(most, test);
            points.add(page.say("limits.count", NumberText.count(Math.round(looked))));
            if (looked < SMALL_TEST) {
                points.add(page.say("limits.small"));
            }
        }
        Double train = Stored.number(data, "trainCount");
        page.comparison().models().stream()
                .flatMap(model -> model.runs().stream())
                .map(run -> Stored.number(run.scores().path("closest"), "training"))
                .filter(Objects::nonNull)
                .min(Double::compare)
                .filter(searched -> train != null && train > searched)
                .ifPresent(searched -> points.add(page.say(
                        "limits.copies",
                        NumberText.count(Math.round(searched)),
                        NumberText.count(Math.round(Objects.requireNonNull(train))))));
    }

    /** What judged has itself learned from something. */
    private static void features(Page page, List<String> points) {
        String network = Stored.text(page.comparison().protocol(), "featureNetwork");
        if (network != null) {
            points.add(page.say("limits.features", network));
            page.words().find("limits.learned." + network).ifPresent(points::add);
        }
    }

    private static void training(Page page, List<String> points) {
        JsonNode protocol = page.comparison().protocol();
        Double budget = Stored.number(protocol, "budgetSeconds");
        Double images = Stored.number(protocol, "imagesPerRun");
        if (budget != null) {
            points.add(page.say("limits.budget", NumberText.duration(budget, page.words())));
        } else if (images != null) {
            points.add(page.say("limits.images", NumberText.count(Math.round(images))));
        }
        int settings = protocol.path("settings").size();
        points.add(settings == 0 ? page.say("limits.defaults") : page.say("limits.settings", settings));
        boolean ignored = protocol.path("conditional").isBoolean()
                && !protocol.path("conditional").booleanValue()
                && page.comparison().data().path("labelNames").size() > 1;
        if (ignored) {
            points.add(page.say("limits.unconditional"));
        }
    }

    private static void pictures(Page page, List<String> points) {
        JsonNode data = page.comparison().data();
        JsonNode sizes = page.comparison().card().path("source").path("sizes");
        Double size = Stored.number(data, "size");
        if (size != null && isResized(sizes, size.intValue())) {
            points.add(page.say("limits.resized", size.intValue()));
        }
        Double undecodable = Stored.number(data, "undecodable");
        if (undecodable != null && undecodable > 0) {
            points.add(page.say("limits.undecodable", NumberText.count(Math.round(undecodable))));
        }
    }

    private static boolean isResized(JsonNode sizes, int size) {
        for (JsonNode original : sizes) {
            if (original.path("width").asInt() != size
                    || original.path("height").asInt() != size) {
                return true;
            }
        }
        return false;
    }
}
