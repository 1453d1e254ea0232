package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReplicaMeanTest {
    @Test
    void theMeanIsWeightedAndTheSameForEveryReplica() {
        ReplicaMean mean = new ReplicaMean(new double[] {0.25, 0.75});
        CompletableFuture<double[]> first =
                CompletableFuture.supplyAsync(() -> mean.of(0).apply(new double[] {1, 8}));
        assertThat(mean.of(1).apply(new double[] {5, 0})).containsExactly(4, 2);
        assertThat(first.join()).containsExactly(4, 2);
    }

    @Test
    void aReplicaThatComesAfterAnotherHasFailedDoesNotWaitForIt() {
        ReplicaMean mean = new ReplicaMean(new double[] {0.5, 0.5});
        mean.abort();
        assertThatThrownBy(() -> mean.of(1).apply(new double[] {1}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("another replica failed");
    }
}
