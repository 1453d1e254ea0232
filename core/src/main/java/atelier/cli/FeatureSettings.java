package atelier.cli;

import atelier.experiment.SettingsResolver;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.OnnxInput;
import atelier.nn.features.PerceptualNetwork;
import atelier.nn.features.PictureResize;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings {@code features.*}: what a feature network sees, and where its weights are. */
final class FeatureSettings {
    private final SettingsResolver settings;

    FeatureSettings(SettingsResolver settings) {
        this.settings = settings;
    }

    /** Options for opening a network whose weights lie under this folder. */
    FeatureNetworks.Options under(@Nullable Path weightsRoot) {
        PictureResize resize = choice("features.resize", PictureResize.values(), PictureResize::label);
        OnnxInput input = new OnnxInput(
                resize == null ? OnnxInput.DEFAULT.resize() : resize,
                numbers("features.mean"),
                numbers("features.deviation"),
                settings.value("features.output"),
                choice("features.classes", OnnxInput.Classes.values(), OnnxInput.Classes::label));
        return new FeatureNetworks.Options(
                weightsRoot,
                size(),
                weights(),
                choice("features.lpips", PerceptualNetwork.values(), PerceptualNetwork::label),
                input);
    }

    private @Nullable Integer size() {
        String value = settings.value("features.size");
        if (value == null) {
            return null;
        }
        if (!value.matches("\\d{1,4}")) {
            throw new AtelierException(
                    Exit.USAGE, "features.size is '" + value + "', expected a number of pixels such as 224.");
        }
        return Integer.valueOf(value);
    }

    private @Nullable Path weights() {
        String value = settings.value("features.weights");
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            throw new AtelierException(Exit.USAGE, "features.weights is '" + value + "', expected a path.", e);
        }
    }

    private <T> @Nullable T choice(String key, T[] choices, Function<T, String> label) {
        String value = settings.value(key);
        if (value == null) {
            return null;
        }
        for (T choice : choices) {
            if (label.apply(choice).equals(value)) {
                return choice;
            }
        }
        throw new AtelierException(
                Exit.USAGE,
                key + " is '" + value + "', expected one of "
                        + Arrays.stream(choices).map(label).collect(Collectors.joining(", ")) + ".");
    }

    /** One number per channel, separated by commas. */
    private @Nullable List<Double> numbers(String key) {
        String value = settings.value(key);
        if (value == null) {
            return null;
        }
        List<Double> numbers = new ArrayList<>();
        for (String part : value.replaceAll("[\\[\\]\\s]", "").split(",")) {
            double number = number(key, value, part);
            if (!Double.isFinite(number) || key.endsWith("deviation") && number <= 0) {
                throw new AtelierException(
                        Exit.USAGE, key + " is '" + value + "', expected finite numbers, deviations above 0.");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static double number(String key, String value, String part) {
        try {
            return Double.parseDouble(part);
        } catch (NumberFormatException e) {
            throw new AtelierException(
                    Exit.USAGE,
                    key + " is '" + value + "', expected one number per channel such as 0.485,0.456,0.406.",
                    e);
        }
    }
}
