package atelier.model.part;

import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Differentiable augmentation (Zhao et al. 2020, arXiv 2006.10738, section 3.2): whatever a discriminator is
 * shown, real or generated, is recoloured, moved and partly covered first, in both players' phases. With few
 * pictures a discriminator learns them by heart; this keeps it from doing so. Generated pictures go the
 * same way and gradients flow through it, so the generator gains nothing by imitating it.
 *
 * <p>At strength 1 the ranges are the paper's: brightness within 0.5 of where it was, saturation times 0 to 2,
 * contrast times 0.5 to 1.5, shifts of up to an eighth of the side, a covered square of half the side.
 * A smaller strength narrows all of them. What is covered, or comes in from outside, is mid-grey (0).
 *
 * @param strength 0 (pictures are shown as they are) to 1
 */
public record Augmentation(double strength) {
    /** Below this number of training pictures a discriminator can know each of them. */
    private static final long FEW_PICTURES = 10_000;

    /**
     * How often it must have seen them for that. Before, augmentation only makes the game harder: docs/performance.md
     * has numbers of 25 and 31 times.
     */
    private static final long OFTEN = 50;

    private static final double BRIGHTNESS = 0.5;
    private static final double SATURATION = 1;
    private static final double CONTRAST = 0.5;
    private static final double SHIFT = 1 / 8.0;
    private static final double SQUARE = 1 / 2.0;

    /** Refuses a strength outside 0 to 1. */
    public Augmentation {
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("augment is " + strength + ", expected 0 to 1");
        }
    }

    /**
     * The strength for a run: 1 below {@value #FEW_PICTURES} training pictures if each is seen {@value #OFTEN} times or
     * more, else 0.
     */
    public static double strengthFor(Workload workload) {
        boolean few = workload.pictures() < FEW_PICTURES;
        return few && workload.totalImages() >= OFTEN * workload.pictures() ? 1 : 0;
    }

    /**
     * Augments pictures, each with random numbers of its own position in the run.
     *
     * @param purpose names the random numbers, so that pictures shown on different occasions change differently
     * @param images [n,C,H,W] float32 in [-1,1], one for each position of the step
     * @return [n,C,H,W] float32; recoloured pictures may leave [-1,1]
     */
    public Tensor forward(StepContext step, String purpose, Tensor images) {
        return forward(images, index -> step.stream(purpose, index), step::place);
    }

    /**
     * Augments pictures outside training.
     *
     * @param images [n,C,H,W] float32 in [-1,1], on the processor
     * @param streams the random numbers of the picture at each position, 0 to n-1
     * @return [n,C,H,W] float32; recoloured pictures may leave [-1,1]
     */
    public Tensor forward(Tensor images, IntFunction<RandomStream> streams) {
        return forward(images, streams, tensor -> tensor);
    }

    private Tensor forward(Tensor images, IntFunction<RandomStream> streams, UnaryOperator<Tensor> place) {
        if (strength == 0) {
            return images;
        }
        int count = Math.toIntExact(images.size(0));
        Draws draws = new Draws(count, Math.toIntExact(images.size(2)));
        for (int index = 0; index < count; index++) {
            draws.draw(index, streams.apply(index), strength);
        }
        return moved(recoloured(images, draws, place), draws, place);
    }

    private static Tensor recoloured(Tensor images, Draws draws, UnaryOperator<Tensor> place) {
        Tensor bright = images.add(perPicture(draws.brightness, place));
        Tensor saturated = images.size(1) == 1 ? bright : scaled(bright, draws.saturation, place, 1);
        return scaled(saturated, draws.contrast, place, 1, 2, 3);
    }

    /** mean + factor (x - mean), with the mean of each picture over {@code dimensions}. */
    private static Tensor scaled(Tensor images, float[] factors, UnaryOperator<Tensor> place, long... dimensions) {
        Tensor mean = images.mean(dimensions, true, new ScalarTypeOptional());
        return images.sub(mean).mul(perPicture(factors, place)).add(mean);
    }

    private static Tensor perPicture(float[] values, UnaryOperator<Tensor> place) {
        return place.apply(Torch.fromFloats(values, values.length, 1, 1, 1));
    }

    /** Takes every pixel from where it lay before, zero where nothing is to be seen. */
    private static Tensor moved(Tensor images, Draws draws, UnaryOperator<Tensor> place) {
        long count = images.size(0);
        long channels = images.size(1);
        long side = images.size(2);
        Tensor pixels = images.permute(0, 2, 3, 1).reshape(count * side * side, channels);
        Tensor shown = pixels.index_select(0, place.apply(Torch.fromLongs(draws.source, draws.source.length)))
                .mul(place.apply(Torch.fromFloats(draws.visible, draws.visible.length, 1)));
        return shown.view(count, side, side, channels).permute(0, 3, 1, 2);
    }

    /** The random changes of one batch. */
    private static final class Draws {
        private final int side;
        private final float[] brightness;
        private final float[] saturation;
        private final float[] contrast;
        private final long[] source;
        private final float[] visible;

        Draws(int count, int side) {
            this.side = side;
            brightness = new float[count];
            saturation = new float[count];
            contrast = new float[count];
            source = new long[count * side * side];
            visible = new float[count * side * side];
        }

        void draw(int index, RandomStream random, double strength) {
            brightness[index] = (float) (strength * BRIGHTNESS * signed(random));
            saturation[index] = (float) (1 + strength * SATURATION * signed(random));
            contrast[index] = (float) (1 + strength * CONTRAST * signed(random));
            int reach = (int) Math.round(strength * SHIFT * side);
            int down = random.nextInt(2 * reach + 1) - reach;
            int right = random.nextInt(2 * reach + 1) - reach;
            int square = (int) Math.round(strength * SQUARE * side);
            // Its centre lies anywhere in the picture, so that part of it may lie outside.
            int top = random.nextInt(side + 1) - square / 2;
            int left = random.nextInt(side + 1) - square / 2;
            int first = index * side * side;
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    boolean covered = y >= top && y < top + square && x >= left && x < left + square;
                    boolean inside = isInside(y - down) && isInside(x - right);
                    int here = first + y * side + x;
                    source[here] = inside ? here - (long) down * side - right : here;
                    visible[here] = inside && !covered ? 1 : 0;
                }
            }
        }

        /** Uniform in [-1,1). */
        private static double signed(RandomStream random) {
            return 2 * random.nextDouble() - 1;
        }

        private boolean isInside(int place) {
            return place >= 0 && place < side;
        }
    }
}
