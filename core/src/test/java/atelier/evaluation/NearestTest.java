package atelier.evaluation;

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
        Neighbourhoods.Nearest nearest = Neighbourhoods.Nearest.of(queries, among, 2);
        assertThat(nearest.index()).containsExactly(0, 1, 0);
        assertThat(nearest.distance()).containsExactly(new double[] {0, 3, 5}, within(1e-12));
    }

    @Test
    void aCopyAmongThousandsIsFoundInWhicheverBlockItLies() {
        int count = 9_000;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 1_000 + i;
        }
        values[8_500] = 7;
        Neighbourhoods.Nearest nearest = Neighbourhoods.Nearest.of(
                new FeatureSet("test", 1, 1, new float[] {7}), new FeatureSet("test", count, 1, values), 2);
        assertThat(nearest.index()).containsExactly(8_500);
        assertThat(nearest.distance()[0]).isZero();
    }
}
