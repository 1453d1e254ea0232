package atelier.experiment.tuning;

import atelier.experiment.SettingOverride;
import atelier.experiment.SettingsResolver;
import atelier.model.ModelType;
import atelier.torch.RandomStream;
import atelier.training.TrainingSettings;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is searched, for every model in one place: a model has those ranges whose settings it has. Ranges are factors on
 * the default, so that they mean the same for short and for long runs; a new setting to be searched is one line.
 */
public final class SearchSpace {
    /** The origin of a trial's settings in messages. */
    private static final String ORIGIN = "tune";

    /**
     * A setting's range.
     *
     * @param setting name in the model's settings, or {@code training.NAME}
     * @param along settings that get the same factor, so that their ratio stays: a weight that falls must not be made to rise
     * @param low smallest factor on the default
     * @param high largest factor; factors are drawn log-uniformly
     * @param values to choose from instead, where a factor makes no sense; else empty
     */
    public record Range(String setting, List<String> along, double low, double high, List<String> values) {
        static Range factor(String setting, double low, double high) {
            return new Range(setting, List.of(), low, high, List.of());
        }

        static Range choice(String setting, String... values) {
            return new Range(setting, List.of(), 0, 0, List.of(values));
        }

        /** The same with further settings that get its factor. */
        Range along(String... others) {
            return new Range(setting, List.of(others), low, high, values);
        }

        /** All settings that it draws a value for. */
        public List<String> settings() {
            List<String> all = new ArrayList<>(List.of(setting));
            all.addAll(along);
            return all;
        }

        /** What a model has of it. */
        private Range of(ModelType<?> model) {
            List<String> own = along.stream().filter(other -> has(model, other)).toList();
            return new Range(setting, own, low, high, values);
        }

        /** The value for a number in [0,1). */
        String draw(double uniform) {
            if (!values.isEmpty()) {
                return values.get((int) (uniform * values.size()));
            }
            double factor = low * StrictMath.pow(high / low, uniform);
            return new BigDecimal(factor).round(new MathContext(3)).toPlainString() + "x";
        }
    }

    private static final List<Range> RANGES = List.of(
            Range.factor("training.learningRate", 0.3, 3),
            Range.factor("width", 0.6, 1.5),
            Range.factor("latentSize", 0.5, 2),
            Range.factor("penalty", 0.1, 10).along("penaltyEnd"),
            Range.factor("criticSteps", 0.5, 2),
            Range.choice("augment", "0", "0.5", "1"),
            Range.factor("beta", 0.2, 3),
            Range.factor("fidelity", 0.3, 3));

    private SearchSpace() {}

    /** The ranges of a model's settings, without those that a person has set. */
    public static List<Range> of(ModelType<?> model, List<SettingOverride> fixed) {
        return RANGES.stream()
                .filter(range -> has(model, range.setting()))
                .map(range -> range.of(model))
                .filter(range -> range.settings().stream().noneMatch(setting -> fixed.stream()
                        .anyMatch(override -> SettingsResolver.sets(override, model.name(), setting))))
                .toList();
    }

    private static boolean has(ModelType<?> model, String setting) {
        boolean training = setting.startsWith("training.");
        Class<?> settings = training ? TrainingSettings.class : model.settingsType();
        String name = training ? setting.substring("training.".length()) : setting;
        return Arrays.stream(settings.getRecordComponents())
                .anyMatch(component -> component.getName().equals(name));
    }

    /** The settings of a trial; trial 0 keeps the defaults. */
    public static List<SettingOverride> draw(ModelType<?> model, List<Range> ranges, long seed, int trial) {
        List<SettingOverride> drawn = new ArrayList<>();
        for (Range range : trial == 0 ? List.<Range>of() : ranges) {
            String purpose = "tune " + model.name() + " " + range.setting();
            double uniform = RandomStream.of(seed, purpose, trial).nextDouble();
            for (String setting : range.settings()) {
                drawn.add(new SettingOverride(model.name() + "." + setting, range.draw(uniform), ORIGIN));
            }
        }
        return drawn;
    }
}
