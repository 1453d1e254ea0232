package atelier.serving;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;

import atelier.model.ClassMix;
import atelier.model.ImageShape;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the vector, a latent or a style, whose picture is nearest to a given one: the nearest of {@value #CANDIDATES}
 * pictures of its class, then Adam down the gradient of the distance. Near means the squared error of the pictures, of
 * the pictures at half their side and at a quarter: a part that is nearly in the right place pulls, too. Vectors count in
 * standard deviations of the candidates, and are held back where they lie further out than nearly all of those.
 */
final class NearestVector {
    static final int CANDIDATES = 128;
    private static final long SEED = 0;
    private static final int SCALES = 3;
    private static final double RATE = 0.1;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double HOLD = 0.01;
    private static final double SMALLEST = 1e-6;
    private static final double WHITE = 0.999;

    private final EditingSpace space;
    private final @Nullable Tensor label;
    private final Tensor candidates;
    private final Tensor pictures;
    private final Tensor mean;
    private final Tensor deviation;

    /** A search among pictures of these classes; the caller's scope owns what it keeps. */
    NearestVector(EditingSpace space, @Nullable ClassMix classes, ImageShape shape) {
        this.space = space;
        candidates = space.draw(SEED, 0, CANDIDATES, classes);
        pictures = pictures(space, candidates, classes == null ? null : classes.labels(CANDIDATES, shape));
        label = classes == null ? null : classes.labels(1, shape);
        mean = candidates.mean(new long[] {0}, true, new ScalarTypeOptional());
        Tensor variance = candidates.sub(mean).square().mean(new long[] {0}, true, new ScalarTypeOptional());
        deviation = variance.add(Torch.scalar(SMALLEST)).sqrt();
    }

    /** Without what is between them and the vectors, which is far larger than the pictures. */
    private static Tensor pictures(EditingSpace space, Tensor vectors, @Nullable Tensor labels) {
        Tensor pictures;
        try (Scope scope = Scope.open()) {
            pictures = Scope.keep(space.pictures(vectors, labels));
        }
        return Scope.adopt(pictures);
    }

    /** The candidate [1,S] whose picture is nearest to {@code image} [1,C,H,W]. */
    Tensor candidate(Tensor image) {
        Tensor nearest = distance(pictures, image).argmin(new LongOptional(0), true);
        return candidates.index_select(0, nearest);
    }

    /**
     * Goes down from a start.
     *
     * @param start [1,S]
     * @param image [1,C,H,W] float32 in [-1,1]
     * @param model its name, for the error where its pictures have no gradient
     * @return [1,S]
     */
    Tensor descend(Tensor start, Tensor image, int steps, String model) {
        Tensor place = start.sub(mean).div(deviation);
        Tensor first = torch.zeros_like(place);
        Tensor second = torch.zeros_like(place);
        for (int step = 1; step <= steps; step++) {
            try (Scope scope = Scope.withGradient()) {
                Tensor gradient = gradient(place.detach().requires_grad_(true), image, model);
                try (Scope plain = Scope.withoutGradient()) {
                    first.lerp_(gradient, Torch.scalar(1 - BETA1));
                    second.lerp_(gradient.square(), Torch.scalar(1 - BETA2));
                    double rate = RATE * 0.5 * (1 + StrictMath.cos(StrictMath.PI * (step - 1) / steps));
                    double size = rate / (1 - StrictMath.pow(BETA1, step));
                    Tensor root = second.div(Torch.scalar(1 - StrictMath.pow(BETA2, step)))
                            .sqrt()
                            .add(Torch.scalar(1e-8));
                    place.sub_(first.div(root).mul(Torch.scalar(size)));
                }
            }
        }
        return vector(place);
    }

    private Tensor gradient(Tensor place, Tensor image, String model) {
        Tensor loss = distance(space.pictures(vector(place), label), image).sum();
        if (!loss.requires_grad()) {
            throw new AtelierException(
                    Exit.USAGE,
                    "the pictures of a " + model + " do not change smoothly with their latents, so none can be looked"
                            + " for step by step. Its encoder's answer needs no steps: leave --steps out.");
        }
        // The mean of S squared normals is 1, with a deviation of the root of 2/S.
        double usual = 1 + 2 * Math.sqrt(2.0 / space.size());
        Tensor outside = relu(place.square().mean().sub(Torch.scalar(usual)));
        Tensor held = loss.add(outside.square().mul(Torch.scalar(HOLD)));
        return torch.grad(new TensorVector(held), new TensorVector(place)).get(0);
    }

    private Tensor vector(Tensor place) {
        return place.mul(deviation).add(mean);
    }

    /**
     * Squared errors of [N,C,H,W] against [1,C,H,W] in [-1,1], summed over the scales: [N]. Where the image is black or
     * white, a picture that goes beyond is no further away: it will be limited.
     */
    static Tensor distance(Tensor pictures, Tensor image) {
        Tensor above = relu(pictures.sub(Torch.scalar(1))).mul(image.ge(Torch.scalar(WHITE)));
        Tensor below = relu(pictures.neg().sub(Torch.scalar(1))).mul(image.le(Torch.scalar(-WHITE)));
        Tensor shown = pictures.sub(above).add(below);
        Tensor sum = shown.sub(image).square().mean(1, 2, 3);
        for (int scale = 1; scale < SCALES; scale++) {
            long side = pictures.size(2) >> scale;
            Tensor error = adaptive_avg_pool2d(shown, side, side).sub(adaptive_avg_pool2d(image, side, side));
            sum = sum.add(error.square().mean(1, 2, 3));
        }
        return sum;
    }
}
