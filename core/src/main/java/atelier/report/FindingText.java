package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What went wrong in a run, what shows it, and what to try, in words. */
public final class FindingText {
    private FindingText() {}

    /**
     * A finding in one line.
     *
     * @param finding {@code {"name", "evidence": {NAME: number or text}}}, as a run's log holds it
     */
    public static String of(JsonNode finding, Language language) {
        Words words = new Words(language);
        return title(finding, words) + ": " + what(finding, words) + " " + advice(finding, words);
    }

    static String title(JsonNode finding, Words words) {
        String name = finding.path("name").asText();
        return words.find("finding." + name + ".title").orElse(name);
    }

    /** What was seen; a finding that these words do not know keeps the text that was stored with it. */
    static String what(JsonNode finding, Words words) {
        String key = "finding." + finding.path("name").asText() + ".what";
        List<String> values = new ArrayList<>();
        finding.path("evidence").forEach(value -> values.add(text(value, words)));
        return words.find(key).isPresent()
                ? words.say(key, values.toArray())
                : finding.path("text").asText();
    }

    static String advice(JsonNode finding, Words words) {
        return words.find("finding." + finding.path("name").asText() + ".advice")
                .orElse("");
    }

    private static String text(JsonNode value, Words words) {
        if (!value.isNumber()) {
            return words.find("loss." + value.asText()).orElse(value.asText());
        }
        double number = value.doubleValue();
        return number == Math.rint(number) && Math.abs(number) < 1e6
                ? NumberText.count((long) number)
                : NumberText.of(number);
    }
}
