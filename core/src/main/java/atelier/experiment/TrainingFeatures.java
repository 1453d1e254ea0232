package atelier.experiment;

import atelier.data.ImageSet;
import atelier.evaluation.Canaries;
import atelier.evaluation.Evaluation;
import atelier.evaluation.FeatureMetric;
import atelier.evaluation.Metrics;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Features of training pictures: a sample for noise floors, and as many as can be afforded for what looks for copies.
 *
 * @param pictures in the order of the rows of {@code originals}
 * @param sample the first of them
 * @param originals all of them
 */
record TrainingFeatures(ImageSet pictures, FeatureSet sample, FeatureSet originals) {
    /** Copies are looked for among so many training pictures at most: by the built-in networks, and by all others. */
    private static final int MOST_QUICKLY = 60_000;

    private static final int MOST = 10_000;

    /**
     * Extracts them.
     *
     * @param most pictures of the sample
     */
    static TrainingFeatures of(FeatureExtraction extraction, ImageSet training, int most, Evaluation.Options options) {
        List<String> copying = Stream.concat(
                        Metrics.ofFeatures().stream()
                                .filter(FeatureMetric::looksAtTraining)
                                .map(FeatureMetric::name),
                        Stream.of(Canaries.metric()))
                .toList();
        int affordable = extraction.isQuick() ? MOST_QUICKLY : MOST;
        ImageSet pictures = Samples.some(training, options.wantsAny(copying) ? Math.max(most, affordable) : most);
        FeatureSet originals = extraction.extract(pictures);
        return new TrainingFeatures(pictures, originals.first(most), originals);
    }

    /** A sample, among which copies are looked for as well. */
    static TrainingFeatures sample(FeatureExtraction extraction, ImageSet training, int most) {
        ImageSet pictures = Samples.some(training, most);
        FeatureSet sample = extraction.extract(pictures);
        return new TrainingFeatures(pictures, sample, sample);
    }

    /** All of them, beside what they were made of. */
    KnownPictures known() {
        return new KnownPictures(pictures, originals);
    }

    /** The same with a smaller sample. */
    TrainingFeatures withSample(int count) {
        return new TrainingFeatures(pictures, sample.first(count), originals);
    }
}
