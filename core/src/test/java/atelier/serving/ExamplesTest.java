package atelier.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.data.Shapes;
import atelier.provenance.AtelierException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplesTest {
    @ParameterizedTest
    @CsvSource({"shape, 8", "style, 5", "radius, 2", "x, 2", "y, 2", "hue, 3", "background-hue, 3"})
    void everyFactorOfShapesHasExamplesOfEachValue(String factor, int values) {
        Examples examples = Examples.ofShapes(factor, 16);
        assertThat(examples.names()).hasSize(values);
        int[] counts = new int[values];
        for (int label : examples.pictures().labels()) {
            counts[label]++;
        }
        for (int count : counts) {
            assertThat(count).isGreaterThan(examples.pictures().count() / (2 * values));
        }
    }

    @Test
    void whatAnExampleShowsIsWhatItWasDrawnWith() {
        Examples examples = Examples.ofShapes("radius", 16);
        assertThat(examples.names()).isEqualTo(List.of("small", "large"));
        for (int i = 0; i < 50; i++) {
            assertThat(examples.pictures().labels()[i])
                    .isEqualTo(Shapes.factors(i).radius() < 0.35 ? 0 : 1);
        }
        byte[] first = Shapes.draw(0, 16);
        assertThat(examples.pictures().pixels()).startsWith(first);
        int[] hues = Examples.ofShapes("hue", 16).pictures().labels();
        for (int i = 0; i < 50; i++) {
            double hue = Shapes.factors(i).hue();
            int nearest = hue < 1 / 6.0 || hue >= 5 / 6.0 ? 0 : hue < 0.5 ? 1 : 2;
            assertThat(hues[i]).isEqualTo(nearest);
        }
    }

    @Test
    void aFactorThatIsNoneIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> Examples.ofShapes("size", 16))
                .isInstanceOf(AtelierException.class)
                .hasMessageContainingAll("size", "radius", "background-hue");
    }
}
