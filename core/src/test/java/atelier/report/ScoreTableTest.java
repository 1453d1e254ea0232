package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTableTest {

    @Test
    void theBestIsMarkedWhereItsIntervalLiesApart() {
        List<StoredScore> apart = List.of(score(10, 9, 11), score(15, 14, 16), score(20, 18, 22));
        assertThat(ScoreTable.best(apart, MetricGuide.Better.LOWER)).isEqualTo(0);
        assertThat(ScoreTable.best(apart, MetricGuide.Better.HIGHER)).isEqualTo(2);
    }

    @Test
    void nothingIsMarkedWhereIntervalsOverlapOrAreUnknown() {
        assertThat(ScoreTable.best(List.of(score(10, 8, 12), score(13, 11, 15)), MetricGuide.Better.LOWER))
                .isEqualTo(-1);
        StoredScore bare = new StoredScore(10.0, null, null, null, null, null);
        assertThat(ScoreTable.best(List.of(bare, score(13, 12, 15)), MetricGuide.Better.LOWER))
                .isEqualTo(-1);
        assertThat(ScoreTable.best(List.of(score(1, 1, 1), score(9, 9, 9)), MetricGuide.Better.NEITHER))
                .isEqualTo(-1);
        assertThat(ScoreTable.best(Arrays.asList(null, score(9, 9, 9)), MetricGuide.Better.LOWER))
                .isEqualTo(-1);
    }

    private static StoredScore score(double value, double low, double high) {
        return new StoredScore(value, low, high, null, null, null);
    }
}
