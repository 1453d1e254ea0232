package atelier.serving;

import atelier.model.ClassMix;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** How a person names classes: one, or several with their shares. */
final class LabelText {
    private LabelText() {}

    /**
     * Reads {@code coat}, {@code 4}, {@code coat+dress} or {@code coat:0.7,dress:0.3}. A name of a class is taken as it is,
     * whatever it contains.
     *
     * @param names the classes
     * @param index the number of one class, or an error that lists them
     */
    static ClassMix parse(String label, List<String> names, ToIntFunction<String> index) {
        if (names.contains(label)) {
            return ClassMix.of(names.indexOf(label));
        }
        List<Integer> classes = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (String part : label.split("[+,]", -1)) {
            int colon = names.contains(part.strip()) ? -1 : part.lastIndexOf(':');
            String name = (colon < 0 ? part : part.substring(0, colon)).strip();
            int own = index.applyAsInt(name);
            if (classes.contains(own)) {
                throw new AtelierException(
                        Exit.USAGE,
                        "the label '" + label + "' names the class '" + name + "' twice, expected it once.");
            }
            classes.add(own);
            weights.add(colon < 0 ? 1 : share(part.substring(colon + 1).strip(), label));
        }
        return ClassMix.weighted(classes, weights);
    }

    private static double share(String text, String label) {
        double share;
        try {
            share = Double.parseDouble(text);
        } catch (NumberFormatException unreadable) {
            share = Double.NaN;
        }
        if (!(share > 0) || Double.isInfinite(share)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "the label '" + label + "' has the share '" + text
                            + "', expected a number above 0, as in coat:0.7,dress:0.3.");
        }
        return share;
    }
}
