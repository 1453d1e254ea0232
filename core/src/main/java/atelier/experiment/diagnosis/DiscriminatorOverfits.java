package atelier.experiment.diagnosis;

import java.util.Optional;

/**
 * A discriminator that knows its training pictures by heart: it calls held-out pictures less real than those it was
 * trained on. The measure is r_v of Karras et al. 2020 (arXiv 2006.06676, equation 1): the distance of the mean scores of
 * training and held-out pictures over that of training and generated ones; 0 for none, 1 where held-out pictures are no
 * better than generated ones. Counted only where the difference is clear beside its standard error, at two checks in a
 * row.
 */
final class DiscriminatorOverfits implements Diagnosis {
    private static final double MUCH = 0.5;
    private static final double STANDARD_ERRORS = 4;

    @Override
    public String name() {
        return "discriminator-overfits";
    }

    @Override
    public Optional<Evidence> look(Course course) {
        double[] train = course.sign(Signs.TRAIN_SCORE);
        double[] heldOut = course.sign(Signs.HELD_OUT_SCORE);
        double[] generated = course.sign(Signs.GENERATED_SCORE);
        double[] error = course.sign(Signs.SCORE_ERROR);
        int checks = Math.min(Math.min(train.length, heldOut.length), Math.min(generated.length, error.length));
        if (checks < 2) {
            return Optional.empty();
        }
        double share = 0;
        for (int check = checks - 2; check < checks; check++) {
            double difference = train[check] - heldOut[check];
            share = difference / (train[check] - generated[check]);
            boolean clear = difference > STANDARD_ERRORS * error[check] && train[check] > generated[check];
            if (!clear || share < MUCH) {
                return Optional.empty();
            }
        }
        return Optional.of(Evidence.of("share", share)
                .and("train", train[checks - 1])
                .and("heldOut", heldOut[checks - 1])
                .and("generated", generated[checks - 1]));
    }
}
