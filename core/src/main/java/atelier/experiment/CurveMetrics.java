package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.evaluation.FeatureMetric;
import atelier.evaluation.Metrics;
import atelier.evaluation.SetPair;
import atelier.model.ImageGenerator;
import atelier.model.InferenceModel;
import atelier.model.LatentSampler;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.training.RunLog;
import atelier.training.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a run on the way against validation pictures, never the test split: a few numbers on few
 * pictures, for the curves. Latents come from the standard normal, since no sampler is fitted yet.
 */
final class CurveMetrics {
    private static final List<String> NAMES = List.of("frechet-distance", "recall");
    private static final int COUNT = 1_000;

    private final FeatureExtraction extraction;
    private final FeatureSet validation;
    private final double[] labelWeights;

    CurveMetrics(FeatureExtraction extraction, ImageDataset data, int labels) {
        this.extraction = extraction;
        validation = extraction.extract(Samples.some(data.validation(), COUNT));
        labelWeights = ModelExport.labelWeights(data.train(), labels);
    }

    void measure(Trainer trainer, RunPlan<?> plan, RunLog log) {
        try (InferenceModel network =
                InferenceModel.over(trainer.store(), trainer.store().average(), plan.build(), plan.device())) {
            LatentSampler normal = LatentSampler.normal(network.model().latentSize());
            ImageGenerator generator = new ImageGenerator(network, normal, labelWeights);
            int count = Math.min(COUNT, Math.max(64, validation.count()));
            FeatureSet generated = extraction.extract(Samples.of(generator, 1, count));
            SetPair pair = new SetPair(validation, generated).onThreads(extraction.threads());
            Map<String, Double> values = new LinkedHashMap<>();
            for (String name : NAMES) {
                if (Metrics.named(name) instanceof FeatureMetric metric && pair.count() >= metric.minimumCount()) {
                    values.put(name, metric.value(pair));
                }
            }
            if (!values.isEmpty()) {
                log.metrics(trainer.control().images(), values);
            }
        }
    }
}
