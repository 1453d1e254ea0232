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
     * The verdict as lines for a terminal: what the page says beyond that of one seed's probabilities and of all
     * ways to decide is left to it.
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
            detail(lines, unbeaten(verdict));
            if (!"samples".equals(verdict.covers())) {
                detail(lines, probability(verdict));
            }
            detail(lines, excluded(verdict));
            betweenFamilies(verdict).forEach(line -> detail(lines, line));
            detail(lines, people(verdict));
            if (verdict.winner() == null) {
                whatWouldDecide(verdict).stream().limit(1).forEach(line -> detail(lines, line));
            }
        }
        if (lines.isEmpty()) {
            lines.add(words.say("verdict.none"));
        }
        String overall = overall();
        if (overall != null) {
            lines.add(overall);
        }
        for (FolkText.Half half : folkRule()) {
            lines.add(words.say("folk.line", half.claim(), half.outcome()));
            detail(lines, half.detail());
        }
        lines.addAll(remarks());
        return lines;
    }

    private void detail(List<String> lines, @Nullable String sentence) {
        if (sentence != null) {
            lines.add(words.say("terminal.detail", sentence));
        }
    }

    /** The name of the use. */
    String use(Verdict verdict) {
        return words.find("use." + verdict.use() + ".title").orElse(verdict.use());
    }

    /** The winner, or that there is none. */
    String headline(Verdict verdict) {
        if (verdict.winner() != null) {
            return words.model(verdict.winner());
        }
        return verdict.onlyCandidate() == null
                ? words.say("verdict.noDecision")
                : words.say("verdict.onlyCandidate", words.model(verdict.onlyCandidate()));
    }

    /** How far ahead of what, in which metric; or why nothing was decided. */
    String explanation(Verdict verdict) {
        Double difference = verdict.difference();
        String against = verdict.against();
        if (difference == null || against == null || verdict.metric() == null) {
            return withoutDifference(verdict);
        }
        String metric = words.metric(verdict.metric());
        String amount = NumberText.amount(words, difference, verdict.low(), verdict.high());
        String other = words.model(against);
        if (verdict.winner() != null) {
            return words.say("verdict.better", other, amount, metric);
        }
        String leader = verdict.leader() == null ? "?" : words.model(verdict.leader());
        Double adjusted = verdict.adjusted();
        if ("not-after-holm".equals(verdict.status()) && adjusted != null) {
            return words.say("verdict.notAfterHolm", leader, other, amount, metric, NumberText.fixed(adjusted, 2));
        }
        if ("no-interval".equals(verdict.status())) {
            return words.say("verdict.noInterval", leader, other, amount, metric);
        }
        return words.say(
                verdict.intervalHoldsZero() ? "verdict.zeroInside" : "verdict.marginNotPassed",
                leader,
                other,
                amount,
                metric);
    }

    /** Which further models may be as good as the leader, or null: none. */
    @Nullable
    String unbeaten(Verdict verdict) {
        List<String> others = verdict.unbeaten().stream()
                .filter(model -> !model.equals(verdict.against()))
                .map(words::model)
                .toList();
        return others.isEmpty() ? null : words.say("verdict.unbeaten", words.list(others));
    }

    /** How probable it is that the leader's runs are better, and over what; null where it is not known. */
    @Nullable
    String probability(Verdict verdict) {
        Double probability = verdict.probability();
        String leader = verdict.leader();
        String against = verdict.against();
        if (probability == null || leader == null || against == null || verdict.covers() == null) {
            return null;
        }
        return words.say(
                "verdict.probability." + covered(verdict.covers()),
                words.model(leader),
                words.model(against),
                NumberText.fixed(probability, 2));
    }

    private static String covered(String covers) {
        return switch (covers) {
            case "samples" -> "samples";
            case "seeds" -> "seeds";
            default -> "both";
        };
    }

    /**
     * Where an outside reference wins: that neither family does. Where it makes the verdict another one: what it would
     * be between the families alone.
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
        if (verdict.winner() != null || verdict.onlyCandidate() != null) {
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
        return verdict.winner() == null || adjusted == null || adjusted < atelier.evaluation.Verdict.LEVEL
                ? null
                : words.say("verdict.amongAll", NumberText.fixed(adjusted, 2));
    }

    /** What would decide, or make it firmer; empty where nothing is known or needed. */
    List<String> whatWouldDecide(Verdict verdict) {
        return DecisionText.lines(words, verdict);
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
        return words.say("verdict.andAlso", line, words.say("verdict.overallNote"));
    }

    /** The folk rule's halves; empty if it was not tested. */
    List<FolkText.Half> folkRule() {
        return new FolkText(words, stored.path("folkRule")).halves();
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
