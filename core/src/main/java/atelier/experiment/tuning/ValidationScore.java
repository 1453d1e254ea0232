package atelier.experiment.tuning;

import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.evaluation.FeatureMetric;
import atelier.evaluation.FrechetDistance;
import atelier.evaluation.SetPair;
import atelier.experiment.Samples;
import atelier.experiment.TrainedModel;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;

/**
 * How good a trial's pictures are: their Fréchet distance to the validation pictures, which are a part of what is not
 * tested on. Lower is better. The test split is never read.
 */
final class ValidationScore {
    private static final FeatureMetric METRIC = new FrechetDistance();
    private static final int ENOUGH = 500;
    private static final long SEED = 10_000;

    private final FeatureExtraction extraction;
    private final FeatureSet real;
    private final int count;
    private final double floor;

    /** Extracts the features of at most so many validation pictures. */
    ValidationScore(FeatureExtraction extraction, ImageDataset data, int most) {
        this.extraction = extraction;
        ImageSet validation = Samples.some(data.validation(), most);
        if (validation.count() < METRIC.minimumCount()) {
            throw new AtelierException(
                    Exit.INPUT,
                    data.name() + " has " + validation.count() + " validation pictures, and trials need at least "
                            + METRIC.minimumCount() + " to be told apart. Use more pictures.");
        }
        real = extraction.extract(validation);
        count = Math.max(validation.count(), Math.min(most, ENOUGH));
        floor = METRIC.value(new SetPair(real, extraction.extract(Samples.some(data.train(), count))));
    }

    /** The metric's name. */
    static String metric() {
        return METRIC.name();
    }

    /** The score of a finished run's model with its own sampler. */
    double of(TrainedModel model) {
        return METRIC.value(new SetPair(real, extraction.extract(Samples.of(model.generator(), SEED, count))));
    }

    /** The score of as many real training pictures. */
    double floor() {
        return floor;
    }

    /** Validation pictures that scores stand on. */
    int pictures() {
        return real.count();
    }
}
