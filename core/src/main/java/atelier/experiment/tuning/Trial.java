package atelier.experiment.tuning;

import atelier.experiment.SettingOverride;
import atelier.model.ModelType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** One choice of settings for one model, and how it did in the rounds so far. */
final class Trial {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelType<?> model;
    private final int number;
    private final List<SettingOverride> settings;
    private final List<JsonNode> rounds = new ArrayList<>();

    /** A trial that has not run yet; number 0 has the defaults. */
    Trial(ModelType<?> model, int number, List<SettingOverride> settings) {
        this.model = model;
        this.number = number;
        this.settings = List.copyOf(settings);
    }

    ModelType<?> model() {
        return model;
    }

    int number() {
        return number;
    }

    List<SettingOverride> settings() {
        return settings;
    }

    /** Notes a round's {@code score.json}. */
    void add(JsonNode round) {
        rounds.add(round);
    }

    /** The last round's document. */
    JsonNode last() {
        return rounds.get(rounds.size() - 1);
    }

    /** The last round's score; infinite for a run that failed. */
    double score() {
        JsonNode score = last().path("score");
        return score.isNumber() ? score.doubleValue() : Double.POSITIVE_INFINITY;
    }

    /** The folder's name below that of all trials. */
    String name() {
        return model.name() + "-" + (number < 10 ? "0" : "") + number;
    }

    /** As it is stored and printed. */
    ObjectNode document() {
        ObjectNode node = JSON.createObjectNode();
        node.put("trial", number);
        ObjectNode drawn = node.putObject("drawn");
        settings.forEach(setting -> drawn.put(setting.key(), setting.value()));
        node.set("rounds", JSON.valueToTree(rounds));
        return node;
    }
}
