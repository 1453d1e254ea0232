package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.evaluation.Metric;
import atelier.evaluation.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricGuideTest {

    @Test
    void everyMetricOfTheCatalogueIsKnownWithItsDirection() {
        for (Metric metric : Metrics.catalogue()) {
            MetricGuide.Entry entry = MetricGuide.of(metric.name());
            assertThat(entry.group()).as(metric.name()).isNotEqualTo(MetricGuide.Group.OTHER);
            assertThat(entry.better().name())
                    .as(metric.name())
                    .isEqualTo(metric.direction().name());
        }
    }

    @Test
    void metricsStandInTheOrderOfTheTableUnknownOnesLast() {
        List<String> names = MetricGuide.ordered(List.of("zeta", "recall", "alpha", "frechet-distance")).stream()
                .map(MetricGuide.Entry::name)
                .toList();
        assertThat(names).containsExactly("frechet-distance", "recall", "alpha", "zeta");
    }
}
