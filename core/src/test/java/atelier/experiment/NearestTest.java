package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.nn.features.FeatureSet;
import atelier.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NearestTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    @Test
    void everyRowFindsItsNearestAndHowFarItIs() {
        FeatureSet queries = new FeatureSet("test", 3, 2, new float[] {0, 0, 10, 10, 3, 4});
        FeatureSet among = new FeatureSet("test", 2, 2, new float[] {0, 0, 10, 13});
        Nearest nearest = Nearest.of(queries, among);
        assertThat(nearest.rows()).containsExactly(0, 1, 0);
        assertThat(nearest.distances()).containsExactly(new double[] {0, 3, 5}, within(1e-4));
        assertThat(nearest.closest(2)).containsExactly(0, 1);
    }

    @Test
    void aCopyAmongThousandsIsFoundInWhicheverBlockItLies() {
        int count = 9_000;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 1_000 + i;
        }
        values[8_500] = 7;
        Nearest nearest =
                Nearest.of(new FeatureSet("test", 1, 1, new float[] {7}), new FeatureSet("test", count, 1, values));
        assertThat(nearest.rows()).containsExactly(8_500);
        assertThat(nearest.distances()[0]).isCloseTo(0, within(1e-6));
    }
}
