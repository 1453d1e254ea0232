package atelier.evaluation;

import atelier.torch.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003, doi 10.1109/ACSSC.2003.1292216): the product of
 * contrast-structure terms over halved sizes, with full similarity at the smallest. Five scales need 176 pixels;
 * smaller pictures take the first of the published weights, rescaled to add up to one.
 */
public final class MultiScaleSsim implements PictureMetric, UnitInterval {
    private static final double[] PUBLISHED = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

    private final double @Nullable [] weights;
    private final Ssim.Area last;

    /** As many scales as the picture's size allows. */
    public MultiScaleSsim() {
        this.weights = null;
        this.last = Ssim.Area.VALID;
    }

    /** Given weights, largest scale first; {@code last} says what is averaged at the smallest scale. */
    public MultiScaleSsim(double[] weights, Ssim.Area last) {
        this.weights = weights.clone();
        this.last = last;
    }

    @Override
    public String name() {
        return "ms-ssim";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "window as for ssim, valid area at every scale, 2x2 means between scales, as many of the five published"
                + " weights as the size allows (first ones, rescaled to 1), negative terms 0, float64";
    }

    @Override
    public String paper() {
        return "Wang et al. 2003, doi 10.1109/ACSSC.2003.1292216";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    @Override
    public int minimumSide() {
        return Ssim.WINDOW;
    }

    @Override
    public double[] values(Tensor target, Tensor output) {
        double[] exponents = weights != null ? weights : weightsFor((int) Math.min(target.size(2), target.size(3)));
        double[] product = new double[(int) target.size(0)];
        Arrays.fill(product, 1);
        try (Scope scope = Scope.open()) {
            Tensor a = target.to(torch.ScalarType.Double);
            Tensor b = output.to(torch.ScalarType.Double);
            for (int scale = 0; scale < exponents.length; scale++) {
                boolean smallest = scale == exponents.length - 1;
                Ssim.Maps maps = Ssim.maps(a, b, smallest ? last : Ssim.Area.VALID);
                double[] terms =
                        PairwiseDistances.toArray((smallest ? maps.similarity() : maps.contrast()).mean(1, 2, 3));
                for (int i = 0; i < product.length; i++) {
                    product[i] *= Math.pow(Math.max(0, terms[i]), exponents[scale]);
                }
                if (!smallest) {
                    a = halved(a);
                    b = halved(b);
                }
            }
        }
        return product;
    }

    private static double[] weightsFor(int side) {
        int scales = 1;
        while (scales < PUBLISHED.length && side >> scales >= Ssim.WINDOW) {
            scales++;
        }
        double[] chosen = Arrays.copyOf(PUBLISHED, scales);
        double sum = Arrays.stream(chosen).sum();
        return Arrays.stream(chosen).map(weight -> weight / sum).toArray();
    }

    private static Tensor halved(Tensor images) {
        return torch.avg_pool2d(
                images, new long[] {2, 2}, new long[] {2, 2}, new long[] {0, 0}, false, true, new LongOptional());
    }
}
