package atelier.nn.features;

import atelier.evaluation.FormulaFiller;
import atelier.evaluation.FormulaFiller.Kind;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Weights that {@link FormulaFiller} makes from their names, in whatever shape they are asked for. */
final class FormulaWeights extends NamedWeights {
    private final String prefix;
    private final double gain;
    private final Map<String, long[]> known;

    /** @param known shapes of the tensors that a network looks for before it reads them */
    FormulaWeights(String prefix, double gain, Map<String, long[]> known) {
        super("formula " + prefix);
        this.prefix = prefix;
        this.gain = gain;
        this.known = known;
    }

    @Override
    public long @Nullable [] shape(String name) {
        return known.get(name);
    }

    @Override
    protected float[] floats(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    float[] values(String name, String network, long... expected) {
        int count = (int) Arrays.stream(expected).reduce(1, (a, b) -> a * b);
        // The heads of LPIPS are called linK there, without the module around them.
        String full = prefix + name.replaceFirst("^(lin\\d)\\..*", "$1");
        Kind kind = kind(name);
        return kind != null
                ? FormulaFiller.parameter(full, count, kind)
                : FormulaFiller.weight(full, count, count / expected[0], gain);
    }

    private static @Nullable Kind kind(String name) {
        if (name.startsWith("lin")) {
            return Kind.HEAD;
        }
        if (name.endsWith("bias") || name.endsWith("running_mean")) {
            return Kind.SMALL;
        }
        if (name.endsWith("running_var")) {
            return Kind.VARIANCE;
        }
        if (name.endsWith(".gamma")) {
            return Kind.GAMMA;
        }
        if (name.endsWith("_token") || name.equals("pos_embed")) {
            return Kind.TOKEN;
        }
        return name.matches(".*(bn|norm\\d?)\\.weight") || name.equals("norm.weight") ? Kind.SCALE : null;
    }
}
