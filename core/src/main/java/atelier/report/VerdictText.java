package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says verdicts in plain words: the same sentences on the page and in the terminal. */
public final class VerdictText {
    private final Words words;
    private final JsonNode stored;

    VerdictText(Words words, JsonNode stored) {
        this.words = words;
        this.stored = stored;
    }

    /**
     * The whole verdict as lines for a terminal.
     *
     * @param verdict the content of verdict.json
     */
    public static List<String> lines(JsonNode verdict, Language language) {
        return new VerdictText(new Words(language), verdict).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Verdict verdict : Verdict.readAll(stored)) {
            lines.add(words.say("terminal.use", use(verdict), headline(verdict)));
            lines.add(words.say("terminal.detail", explanation(verdict)));
            String excluded = excluded(verdict);
            if (excluded != null) {
                lines.add(words.say("terminal.detail", excluded));
            }
            betweenFamilies(verdict).forEach(line -> lines.add(words.say("terminal.detail", line)));
            String people = people(verdict);
            if (people != null) {
                lines.add(words.say("terminal.detail", people));
            }
        }
        if (lines.isEmpty()) {
            lines.add(words.say("verdict.none"));
        }
        String overall = overall();
        if (overall != null) {
            lines.add(overall);
        }
        folkRule().forEach(half -> lines.add(words.say("folk.line", half.claim(), half.outcome())));
        lines.addAll(remarks());
        return lines;
    }

    /** The name of the use. */
    String use(Verdict verdict) {
        return words.find("use." + verdict.use() + ".title").orElse(verdict.use());
    }

    /** The winner, or that there is none. */
    String headline(Verdict verdict) {
        return verdict.winner() == null ? words.say("verdict.noDecision") : words.model(verdict.winner());
    }

    /** How far ahead of what, in which metric; or why nothing was decided. */
    String explanation(Verdict verdict) {
        Double difference = verdict.difference();
        String against = verdict.against();
        if (difference == null || against == null || verdict.metric() == null) {
            return withoutDifference(verdict);
        }
        String metric = words.metric(verdict.metric());
        Double low = verdict.low();
        Double high = verdict.high();
        String amount = low == null || high == null ? NumberText.of(difference) : amount(difference, low, high);
        String other = words.model(against);
        if (verdict.winner() != null) {
            return words.say("verdict.better", other, amount, metric);
        }
        String leader = verdict.leader() == null ? "?" : words.model(verdict.leader());
        return words.say(
                verdict.intervalHoldsZero() ? "verdict.zeroInside" : "verdict.marginNotPassed",
                leader,
                other,
                amount,
                metric);
    }

    /**
     * Where an outside reference wins: that neither family does. Where it makes the verdict another one: what it would be
     * between the families alone.
     */
    List<String> betweenFamilies(Verdict verdict) {
        List<String> lines = new ArrayList<>();
        String winner = verdict.winner();
        if (winner != null && outside().contains(winner)) {
            lines.add(words.say("verdict.neither", words.model(winner)));
        }
        Verdict without = verdict.withoutReference();
        if (without != null && !Objects.equals(without.winner(), winner)) {
            lines.add(words.say("verdict.betweenFamilies", headline(without), explanation(without)));
        }
        return lines;
    }

    /** Names of the models that belong to neither family. */
    private List<String> outside() {
        List<String> names = new ArrayList<>();
        for (JsonNode model : stored.path("models")) {
            if (Verdict.outside(model)) {
                names.add(Stored.text(model, "name", "?"));
            }
        }
        return names;
    }

    private String amount(double difference, double low, double high) {
        int decimals = NumberText.decimals(Math.max(Math.abs(difference), Math.max(Math.abs(low), Math.abs(high))));
        return words.say(
                "verdict.amount",
                NumberText.fixed(difference, decimals),
                NumberText.fixed(low, decimals),
                NumberText.fixed(high, decimals));
    }

    /** A stored reason in prose is in one language; where the numbers tell the reason, our own words say it. */
    private String withoutDifference(Verdict verdict) {
        String known = verdict.reason() == null
                ? null
                : words.find("reason." + verdict.reason()).orElse(null);
        if (known != null) {
            return known;
        }
        if (verdict.metric() == null) {
            return words.say("verdict.noMetric");
        }
        String metric = words.metric(verdict.metric());
        if (verdict.winner() != null) {
            return words.say("verdict.onlyOne", metric);
        }
        boolean alone = stored.path("models").size() < 2;
        return words.say(alone ? "reason.one-model" : "verdict.othersFailed", metric);
    }

    /** Which models took no part because their pictures have a fault, or null: none. */
    @Nullable
    String excluded(Verdict verdict) {
        return verdict.excluded().isEmpty()
                ? null
                : words.say(
                        "verdict.excluded",
                        words.list(verdict.excluded().stream().map(words::model).toList()));
    }

    /** What people say to the verdict on realism; null for other uses, or where nobody was asked. */
    @Nullable
    String people(Verdict verdict) {
        return verdict.use().equals("realism") ? HumanSection.agreement(words, stored.path("humanTest")) : null;
    }

    /** How sure the verdict is, or null where nothing is said about it. */
    @Nullable
    String confidence(Verdict verdict) {
        String confidence = verdict.confidence();
        if (confidence == null || confidence.equals("none")) {
            return null;
        }
        return words.say(
                "verdict.confidence", words.find("confidence." + confidence).orElse(confidence));
    }

    /** That a decision may be chance where all uses are looked at, or null: it is not. */
    @Nullable
    String amongAll(Verdict verdict) {
        Double adjusted = verdict.adjusted();
        return verdict.winner() == null || adjusted == null || adjusted < 0.05
                ? null
                : words.say("verdict.amongAll", NumberText.fixed(adjusted, 2));
    }

    /** What would decide, or make it firmer. */
    @Nullable
    String whatWouldDecide(Verdict verdict) {
        Integer seeds = verdict.seedsToDecide();
        if (seeds != null && seeds > seeds()) {
            return words.say(verdict.winner() == null ? "verdict.seedsToDecide" : "verdict.seedsToConfirm", seeds);
        }
        boolean open = verdict.winner() == null && verdict.difference() != null;
        return open ? words.say("verdict.moreToDecide") : null;
    }

    /** Which model comes nearest to the real pictures altogether, in one line; null where that was not stored. */
    @Nullable
    String overall() {
        Verdict overall = Verdict.overall(stored);
        if (overall == null) {
            return null;
        }
        String line = words.say("verdict.overall", use(overall), headline(overall), explanation(overall));
        for (String sentence : betweenFamilies(overall)) {
            line = words.say("verdict.andAlso", line, sentence);
        }
        return line;
    }

    /** One half of the folk rule: what it claims, and whether these pictures confirm it. */
    record FolkHalf(String claim, String outcome) {}

    /** The folk rule's halves; empty if it was not tested. */
    List<FolkHalf> folkRule() {
        List<FolkHalf> halves = new ArrayList<>();
        JsonNode rule = stored.path("folkRule");
        for (String half : List.of("realism", "variety")) {
            String outcome = Stored.text(rule, half);
            if (outcome != null) {
                halves.add(new FolkHalf(words.say("folk." + half), outcome(outcome)));
            }
        }
        return halves;
    }

    private String outcome(String outcome) {
        return words.find("outcome." + outcome).orElse(outcome);
    }

    /** What holds for all verdicts: how far they reach, faulty runs, and which metrics the controls took out. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (seeds() == 1) {
            remarks.add(words.say("verdict.oneSeed"));
        }
        stored.path("faults").forEach(fault -> remarks.add(fault(fault)));
        if (!outside().isEmpty()) {
            List<String> names = outside().stream().map(words::model).toList();
            remarks.add(words.say("verdict.reference", words.list(names)));
        }
        List<String> dropped = new ArrayList<>();
        for (JsonNode control : stored.path("controls")) {
            String metric = words.metric(Stored.text(control, "metric", "?"));
            if (!control.path("passed").asBoolean(true) && !dropped.contains(metric)) {
                dropped.add(metric);
            }
        }
        if (!dropped.isEmpty()) {
            remarks.add(words.say("verdict.dropped", words.list(dropped)));
        }
        return remarks;
    }

    /** What is wrong with a run's pictures, with the number that shows it. */
    private String fault(JsonNode fault) {
        String run = seeds() > 1 ? Stored.text(fault, "run", "?") : words.model(Stored.text(fault, "model", "?"));
        // As comparisons of earlier versions stored it.
        boolean authentic = Stored.text(fault, "metric", "").equals("authpct");
        double percent = authentic ? 1 : 100;
        return words.say(
                "fault." + Stored.text(fault, "fault", "collapsed") + (authentic ? ".authpct" : ""),
                run,
                NumberText.fixed(percent * fault.path("value").asDouble(), 0),
                NumberText.fixed(percent * fault.path("floor").asDouble(), 0));
    }

    private int seeds() {
        JsonNode seeds = stored.path("protocol").path("seeds");
        if (seeds.isArray()) {
            return seeds.size();
        }
        if (seeds.isNumber()) {
            return seeds.intValue();
        }
        int most = 0;
        for (JsonNode model : stored.path("models")) {
            most = Math.max(most, model.path("runs").size());
        }
        return most;
    }
}
