package atelier.experiment;

import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.Exit;
import atelier.training.TrainingSettings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts a person's settings over the defaults; what is not a setting, or not a value for it, is refused. */
public final class SettingsResolver {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a feature network sees, and where its weights are. */
    private static final List<String> FEATURES = List.of(
            "features.size",
            "features.weights",
            "features.lpips",
            "features.resize",
            "features.mean",
            "features.deviation",
            "features.output",
            "features.classes");

    /** So many times what it would be otherwise: {@code 0.5x}. */
    private static final Pattern FACTOR = Pattern.compile("\\d+(\\.\\d+)?x");

    private final List<SettingOverride> overrides;

    /** These settings, later ones over earlier ones. */
    public SettingsResolver(List<SettingOverride> overrides) {
        this.overrides = List.copyOf(overrides);
    }

    /** The record with the settings of group {@code training}. */
    public <S extends Record> S training(S defaults, Class<S> type) {
        return apply(List.of("training"), defaults, type, any -> {});
    }

    /** The same for one model of several: the settings of {@code training}, then those of {@code NAME.training}. */
    public TrainingSettings training(ModelType<?> model, TrainingSettings defaults) {
        List<String> groups = List.of("training", model.name() + ".training");
        return apply(groups, defaults, TrainingSettings.class, any -> {});
    }

    /**
     * The model's record with the settings of group {@code model}, then those of the model's own name.
     *
     * @param shape of the pictures, on which depends what makes sense
     */
    public <S extends Record> S model(ModelType<S> model, S defaults, ImageShape shape) {
        List<String> groups = List.of("model", model.name());
        return apply(groups, defaults, model.settingsType(), settings -> model.require(settings, shape));
    }

    /** Refuses groups and keys that belong to none of the models that will be trained. */
    public void requireKnown(List<ModelType<?>> models) {
        for (SettingOverride override : overrides) {
            List<String> keys = new ArrayList<>();
            names(TrainingSettings.class).forEach(name -> keys.add("training." + name));
            keys.addAll(FEATURES);
            for (ModelType<?> model : models) {
                names(TrainingSettings.class).forEach(name -> keys.add(model.name() + ".training." + name));
                for (String name : names(model.settingsType())) {
                    keys.add("model." + name);
                    keys.add(model.name() + "." + name);
                }
            }
            boolean otherModel = Models.all().stream().anyMatch(m -> m.name().equals(override.group()))
                    && models.stream().noneMatch(m -> m.name().equals(override.group()));
            if (otherModel) {
                throw new AtelierException(
                        Exit.USAGE,
                        override.key() + " (" + override.origin() + ") is for the model " + override.group()
                                + ", which is not trained here.");
            }
            if (!keys.contains(override.key())) {
                throw new AtelierException(
                        Exit.USAGE,
                        override.key() + " is not a setting (" + override.origin() + ")."
                                + CloseNames.question(override.key(), keys));
            }
        }
    }

    /**
     * Refuses settings that differ from those that a run was begun with: it keeps its own, so that what it becomes is what
     * its run.json says.
     *
     * @throws AtelierException with {@link Exit#USAGE} that names each difference
     */
    public void requireStored(RunFolder folder) {
        RunPlan<?> plan = RunDocument.plan(folder.read(), folder);
        requireKnown(List.of(plan.type()));
        ObjectNode training = JSON.valueToTree(plan.training());
        ObjectNode model = JSON.valueToTree(plan.modelSettings());
        List<String> differences = new ArrayList<>();
        for (SettingOverride override : overrides) {
            String name = override.key().substring(override.key().lastIndexOf('.') + 1);
            boolean ofTraining = override.key().contains("training.");
            JsonNode stored = override.group().equals("features") ? null : (ofTraining ? training : model).get(name);
            if (stored == null || !isValue(override.value(), stored)) {
                differences.add(override.key()
                        + (stored == null ? " is no setting of a run" : " is " + stored.asText())
                        + ", asked was " + override.value() + " (" + override.origin() + ")");
            }
        }
        if (!differences.isEmpty()) {
            throw new AtelierException(
                    Exit.USAGE,
                    "a run keeps the settings that it was begun with: " + String.join("; ", differences)
                            + ". To go on with it, leave these out; to train with them, begin a new run:"
                            + " ./atelier train " + plan.type().name() + " DATA --set "
                            + overrides.get(0).key()
                            + "=" + overrides.get(0).value() + " ...");
        }
    }

    private static boolean isValue(String text, JsonNode stored) {
        try {
            JsonNode value = parse(text, stored);
            return stored.isNumber() ? value.doubleValue() == stored.doubleValue() : value.equals(stored);
        } catch (JsonProcessingException | IllegalArgumentException noSuchValue) {
            return false;
        }
    }

    /** Refuses what cannot be set for a trained model: only the settings of how it makes pictures can. */
    public void requireSampling(ModelType<?> model) {
        List<String> keys = new ArrayList<>();
        for (String name : model.samplingSettings()) {
            keys.add(model.name() + "." + name);
            keys.add("model." + name);
        }
        for (SettingOverride override : overrides) {
            if (!keys.contains(override.key())) {
                throw new AtelierException(
                        Exit.USAGE,
                        override.key() + " (" + override.origin() + ") cannot be set for a trained " + model.name()
                                + (keys.isEmpty()
                                        ? ", which has no settings of how it makes pictures."
                                        : "; there are " + String.join(", ", model.samplingSettings()) + "."
                                                + CloseNames.question(override.key(), keys)));
            }
        }
    }

    /** Whether a setting of a comparison is for this model too: its own, or one of all models that it has. */
    static boolean concerns(SettingOverride override, ModelType<?> model) {
        if (override.group().equals("model")) {
            return names(model.settingsType()).contains(override.name());
        }
        return override.group().equals(model.name())
                || Models.all().stream().noneMatch(other -> other.name().equals(override.group()));
    }

    /**
     * Whether this sets it for that model, in whatever group.
     *
     * @param setting name in the model's settings, or {@code training.NAME}
     */
    public static boolean sets(SettingOverride override, String model, String setting) {
        return override.key().equals(setting)
                || override.key().equals("model." + setting)
                || override.key().equals(model + "." + setting);
    }

    /** The value of a setting outside the two groups, or null. */
    public @Nullable String value(String key) {
        String found = null;
        for (SettingOverride override : overrides) {
            if (override.key().equals(key)) {
                found = override.value();
            }
        }
        return found;
    }

    private static List<String> names(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (var component : type.getRecordComponents()) {
            names.add(component.getName());
        }
        return names;
    }

    /** What counts is what all of them come to: a value may fit only with another one that comes after it. */
    private <S extends Record> S apply(List<String> groups, S defaults, Class<S> type, Consumer<S> check) {
        ObjectNode node = JSON.valueToTree(defaults);
        S current = defaults;
        AtelierException refusal = null;
        for (String group : groups) {
            for (SettingOverride override : overrides) {
                String name =
                        override.key().startsWith(group + ".") ? override.key().substring(group.length() + 1) : "";
                if (!node.has(name)) {
                    continue;
                }
                JsonNode before = node.get(name);
                try {
                    node.set(name, parse(override.value(), before, !type.equals(TrainingSettings.class)));
                    current = JSON.treeToValue(node, type);
                } catch (ValueInstantiationException outOfRange) {
                    // The first one since it last made sense is the one to name.
                    refusal = refusal == null ? refused(override, reason(outOfRange)) : refusal;
                    continue;
                } catch (JsonProcessingException | IllegalArgumentException mismatch) {
                    throw new AtelierException(
                            Exit.USAGE,
                            override.key() + " is '" + override.value() + "' (" + override.origin() + "), expected "
                                    + expected(type, name, before) + ".",
                            mismatch);
                }
                try {
                    check.accept(current);
                    refusal = null;
                } catch (IllegalArgumentException senseless) {
                    refusal = refusal == null ? refused(override, senseless) : refusal;
                }
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return current;
    }

    private static Throwable reason(ValueInstantiationException outOfRange) {
        return outOfRange.getCause() == null ? outOfRange : outOfRange.getCause();
    }

    private static AtelierException refused(SettingOverride override, Throwable reason) {
        return new AtelierException(
                Exit.USAGE,
                override.key() + " is '" + override.value() + "' (" + override.origin() + "): " + reason.getMessage()
                        + ".",
                reason);
    }

    private static JsonNode parse(String text, JsonNode before, boolean ofModel) throws JsonProcessingException {
        JsonNode value = parse(text, before);
        if (ofModel) {
            requireCount(value, before.isIntegralNumber());
        }
        return value;
    }

    private static JsonNode parse(String text, JsonNode before) throws JsonProcessingException {
        if (before.isTextual()) {
            return TextNode.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
        if (before.isNumber() && FACTOR.matcher(text).matches()) {
            return times(before, Double.parseDouble(text.substring(0, text.length() - 1)));
        }
        JsonNode value = JSON.readTree(text);
        boolean fits = before.isNumber() ? value.isNumber() : value.getNodeType() == before.getNodeType();
        boolean whole = !before.isIntegralNumber() || value.isIntegralNumber();
        if (!fits || !whole) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    /** A default made larger or smaller; what is counted in sixteens stays a multiple of eight, as networks like it. */
    private static JsonNode times(JsonNode before, double factor) {
        double value = before.doubleValue() * factor;
        if (!before.isIntegralNumber()) {
            return DoubleNode.valueOf(value);
        }
        long step = before.asLong() >= 16 ? 8 : 1;
        return LongNode.valueOf(Math.max(step, step * Math.round(value / step)));
    }

    /** What models count is there at least once, and what they weigh is not negative. */
    private static void requireCount(JsonNode value, boolean count) {
        if (count ? value.asLong() < 1 : value.isNumber() && value.asDouble() < 0) {
            throw new IllegalArgumentException(value.asText());
        }
    }

    private static String expected(Class<?> type, String name, JsonNode before) {
        for (var component : type.getRecordComponents()) {
            if (component.getName().equals(name) && component.getType().isEnum()) {
                List<String> constants = new ArrayList<>();
                for (Object constant : component.getType().getEnumConstants()) {
                    constants.add(constant.toString().toLowerCase(Locale.ROOT));
                }
                return "one of " + String.join(", ", constants);
            }
        }
        return (before.isIntegralNumber() ? "a whole number above 0" : before.isNumber() ? "a number" : "a value")
                + " such as " + before.asText();
    }
}
