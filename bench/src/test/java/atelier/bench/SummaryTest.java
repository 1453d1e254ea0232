package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.bench.Setting.Column;
import atelier.bench.Summary.Cell;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    private static final Workload VAE = Workload.CATALOGUE.get(0);

    @TempDir
    private Path folder;

    private Results results() {
        return Results.open(
                folder.resolve("results.json"), Exchange.JSON.createObjectNode(), Exchange.JSON.createObjectNode());
    }

    private static Measurement measured(Column column, int round, double images, double seconds, double otherLoad) {
        return new Measurement("vae", column, "way", round, images, seconds, 3, round * 1000L, otherLoad, null, null);
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Summary.median(List.of(5.0, 1.0, 3.0))).isEqualTo(3);
        assertThat(Summary.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
        assertThat(Summary.median(List.of())).isNaN();
    }

    @Test
    void ratiosAreTakenRoundByRoundAndSoIsTheShareOfTheLimit() {
        Results results = results();
        // Atelier 100, 300, 200 a second; the other 100, 100, 50; the limit 1000, 2000, 1000 operations.
        results.add(measured(Column.ATELIER, 1, 100, 1, 0));
        results.add(measured(Column.ATELIER, 2, 300, 1, 0.1));
        results.add(measured(Column.ATELIER, 3, 400, 2, 0));
        results.add(measured(Column.EAGER, 1, 100, 1, 0));
        results.add(measured(Column.EAGER, 2, 200, 2, 0));
        results.add(measured(Column.EAGER, 3, 50, 1, 0));
        results.add(measured(Column.LIMIT, 1, 1000, 1, 0));
        results.add(measured(Column.LIMIT, 2, 2000, 1, 0));
        results.add(measured(Column.LIMIT, 3, 1000, 1, 0));

        Summary summary = Summary.of(VAE, results, 2);

        assertThat(summary.columns()).containsOnlyKeys(Column.ATELIER, Column.EAGER);
        Cell own = summary.columns().get(Column.ATELIER);
        assertThat(own.rate()).isEqualTo(200);
        assertThat(own.peakBytes()).isEqualTo(3000);
        assertThat(own.cpuPerThousand()).isCloseTo(10, within(1e-9));
        assertThat(summary.columns().get(Column.EAGER).ratio()).isEqualTo(new Summary.Spread(3, 1, 4));
        assertThat(summary.limitShare()).isCloseTo(0.3, within(1e-9));
        assertThat(summary.quiet()).isTrue();
    }

    @Test
    void trialsDoNotCountAndFailuresAreNamed() {
        Results results = results();
        results.add(measured(Column.ATELIER, 1, 100, 1, 0.5));
        results.add(measured(Column.EAGER, 0, 1e9, 1, 0));
        results.add(new Measurement("vae", Column.COMPILED, "way", 1, 0, 0, 0, 0, null, null, "no compiler"));

        Summary summary = Summary.of(VAE, results, 0);

        assertThat(summary.columns()).containsOnlyKeys(Column.ATELIER, Column.COMPILED);
        assertThat(summary.columns().get(Column.COMPILED).failure()).isEqualTo("no compiler");
        assertThat(summary.columns().get(Column.COMPILED).rate()).isNaN();
        assertThat(summary.limitShare()).isNull();
        assertThat(summary.quiet()).isFalse();
    }

    @Test
    void ofAColdReadTheLeastThatCameFromTheDiskIsShown() {
        Results results = results();
        for (double share : new double[] {1, 0.25}) {
            int round = share == 1 ? 1 : 2;
            results.add(new Measurement("vae", Column.ATELIER, "", round, 100, 1, 3, 1000, 0.0, share, null));
        }

        Summary summary = Summary.of(VAE, results, 0);

        assertThat(summary.fromDisk()).isEqualTo(0.25);
        assertThat(PerformanceTable.markdown(results.head(), List.of(summary)))
                .contains("from the disk: at least 25.0 % of the file");
    }

    @Test
    void whatOthersUsedIsWhatTheMachineDidLessWhatWeDid() {
        // 10 s on 2 cores are 2000 ticks; 1200 were busy, 1000 of them ours.
        assertThat(Machine.OtherLoad.share(1200, 1000, 10, 2)).isCloseTo(0.1, within(1e-12));
        assertThat(Machine.OtherLoad.share(900, 1000, 10, 2)).isZero();
    }
}
