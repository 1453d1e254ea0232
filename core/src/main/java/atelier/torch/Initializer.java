package atelier.torch;

/**
 * First values of a parameter: normal with this standard deviation around this mean.
 *
 * @param mean the value where {@code deviation} is 0
 * @param deviation standard deviation; 0 for a constant
 */
public record Initializer(double mean, double deviation) {
    public static final Initializer ZERO = new Initializer(0, 0);
    public static final Initializer ONE = new Initializer(1, 0);

    /** Normal around zero. */
    public static Initializer normal(double deviation) {
        return new Initializer(0, deviation);
    }

    /**
     * Keeps the variance of activations through a layer followed by leaky ReLU of slope 0.2 (He et
     * al. 2015, arXiv 1502.01852, equation 15).
     *
     * @param inputs values that feed one output: input channels times kernel area
     */
    public static Initializer he(long inputs) {
        return normal(Math.sqrt(2.0 / (1.04 * inputs)));
    }

    /** Keeps the variance of activations through a linear layer. */
    public static Initializer lecun(long inputs) {
        return normal(Math.sqrt(1.0 / inputs));
    }
}
