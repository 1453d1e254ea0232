package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what became of the folk rule: GAN for realism, VAE for variety. */
final class FolkText {
    private final Words words;
    private final JsonNode rule;

    /** The rule as stored; it may be missing. */
    FolkText(Words words, JsonNode rule) {
        this.words = words;
        this.rule = rule;
    }

    /** One half of the folk rule: what it claims, whether these pictures confirm it, and what that stands on if known. */
    record Half(String claim, String outcome, @Nullable String detail) {}

    /** The folk rule's halves; empty if it was not tested. */
    List<Half> halves() {
        List<Half> halves = new ArrayList<>();
        for (String half : List.of("realism", "variety")) {
            String outcome = Stored.text(rule, half);
            if (outcome != null) {
                halves.add(new Half(words.say("folk." + half), outcome(outcome), detail(half)));
            }
        }
        return halves;
    }

    private @Nullable String detail(String claim) {
        for (JsonNode test : rule.path("tests")) {
            if (claim.equals(Stored.text(test, "claim"))) {
                JsonNode between = test.path("between");
                Double difference = Stored.number(between, "difference");
                if (difference == null) {
                    return words.say("folk.notCompared");
                }
                Double adjusted = Stored.number(test, "adjusted");
                return words.say(
                        "folk.detail",
                        words.model(Stored.text(between, "first", "?")),
                        words.model(Stored.text(between, "second", "?")),
                        NumberText.amount(
                                words, difference, Stored.number(between, "low"), Stored.number(between, "high")),
                        words.metric(Stored.text(test, "metric", "?")),
                        adjusted == null ? NumberText.MISSING : NumberText.fixed(adjusted, 3));
            }
        }
        return null;
    }

    private String outcome(String outcome) {
        return words.find("outcome." + outcome).orElse(outcome);
    }
}
