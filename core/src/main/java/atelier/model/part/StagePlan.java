package atelier.model.part;

import atelier.model.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Resolutions and widths of a convolutional network, by one rule. Sides are halved (rounding up)
 * until they are at most 8 (or what a model asks for); the channels at the smallest side are {@code width} and halve
 * with every doubling of the side, so that every stage costs about the same; the full-resolution stage gets two
 * thirds of that, at least 8, because it is bound by memory. Pictures above 64 pixels are folded into
 * blocks of 2x2 or 4x4 (pixel shuffle) where their side allows it.
 *
 * @param fold side of the block of pixels that one cell of the largest stage stands for
 * @param sides sides of the stages, smallest first
 * @param channels channels of the stages, smallest side first
 */
public record StagePlan(int fold, List<Integer> sides, List<Integer> channels) {
    private static final int SMALLEST = 8;

    /** The plan for pictures of this shape. */
    public static StagePlan of(ImageShape shape, int width) {
        return of(shape, width, SMALLEST);
    }

    /** The plan for pictures of this shape whose smallest side is at most {@code smallest}. */
    public static StagePlan of(ImageShape shape, int width, int smallest) {
        int fold = 1;
        while (shape.size() / fold > 64 && shape.size() % (fold * 2) == 0) {
            fold *= 2;
        }
        List<Integer> sides = new ArrayList<>(List.of(shape.size() / fold));
        while (sides.get(0) > smallest) {
            sides.add(0, (sides.get(0) + 1) / 2);
        }
        List<Integer> channels = new ArrayList<>();
        for (int stage = 0; stage < sides.size(); stage++) {
            double share = width / (double) (1 << stage);
            boolean full = stage == sides.size() - 1 && stage > 0;
            channels.add(toMultipleOfEight(full ? share * 2 / 3 : share));
        }
        return new StagePlan(fold, List.copyOf(sides), List.copyOf(channels));
    }

    /**
     * The width for a run of this many images: a narrow network learns more in a short run, since it sees
     * more pictures in the same time and each of its weights has less to learn. Measured with {@code gan} on
     * Fashion-MNIST in 30 minutes of two cores: about 540,000 pictures at 128 channels leave a lower Fréchet distance
     * and a higher recall than 780,000 at 96; in six minutes the two are alike.
     */
    public static int width(long totalImages) {
        if (totalImages < 20_000) {
            return 64;
        }
        return totalImages < 500_000 ? 96 : 128;
    }

    private static int toMultipleOfEight(double value) {
        return Math.max(8, 8 * (int) Math.round(value / 8));
    }

    /** Number of stages. */
    public int count() {
        return sides.size();
    }

    /** Values of the smallest stage: side x side x channels. */
    public int smallestValues() {
        return sides.get(0) * sides.get(0) * channels.get(0);
    }

    /** Channels of the folded picture. */
    public int foldedChannels(ImageShape shape) {
        return shape.channels() * fold * fold;
    }
}
