package atelier.experiment;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings that were run, with what came of it: a file of settings with a group {@code recipe} that says for what they
 * are and how good the pictures were.
 *
 * @param name on the command line
 * @param model of the catalogue
 * @param facts the group {@code recipe}, by key: see {@link #KEYS}
 * @param settings all else
 */
public record Recipe(String name, String model, Map<String, String> facts, List<SettingOverride> settings) {
    private static final String GROUP = "recipe.";

    /**
     * What the group {@code recipe} holds: the model; the data, their size, channels and number of training pictures; the
     * budget in seconds and the images that it came to; the metric, its features, value, interval and floor, and on how
     * many pictures it stands; the date and the machine.
     */
    static final Set<String> KEYS = Set.of(
            "model",
            "data",
            "size",
            "channels",
            "pictures",
            "budgetSeconds",
            "images",
            "metric",
            "features",
            "score",
            "low",
            "high",
            "floor",
            "count",
            "machine",
            "paper");

    /**
     * Reads a recipe.
     *
     * @throws AtelierException with {@link Exit#USAGE} where something is missing or not known
     */
    static Recipe read(String name, InputStream stream) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        List<SettingOverride> settings = new ArrayList<>();
        for (SettingOverride entry : SettingsFile.read(name + ".yaml", stream)) {
            if (entry.key().startsWith(GROUP)) {
                facts.put(entry.key().substring(GROUP.length()), entry.value());
            } else {
                settings.add(entry);
            }
        }
        if (!facts.keySet().equals(KEYS)) {
            throw new AtelierException(
                    Exit.USAGE, "the recipe " + name + " has the facts " + facts.keySet() + ", expected " + KEYS + ".");
        }
        return new Recipe(name, facts.getOrDefault("model", ""), facts, settings);
    }

    /** A fact as it is written. */
    public String text(String key) {
        String value = facts.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is no fact of a recipe");
        }
        return value;
    }

    /** A fact that is a number. */
    public double number(String key) {
        return Double.parseDouble(text(key));
    }
}
