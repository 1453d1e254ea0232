package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ParallelTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    @Test
    void everyTaskRunsAndTheirEndsAreToldInOrder() {
        int[] squares = new int[20];
        List<Integer> told = new ArrayList<>();
        Parallel.run(3, squares.length, i -> squares[i] = i * i, told::add);
        for (int i = 0; i < squares.length; i++) {
            assertThat(squares[i]).isEqualTo(i * i);
        }
        assertThat(told).hasSize(21).isSorted().startsWith(0).endsWith(20);
    }

    /** Who called frees what the tasks use as soon as the call has failed. */
    @Test
    void nothingStillRunsWhenAFailureIsToldToTheCaller() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        assertThatThrownBy(() -> Parallel.run(2, 3, task -> {
                    if (task == 0) {
                        await(running);
                        throw new IllegalArgumentException("the first task broke");
                    }
                    running.countDown();
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
                    while (System.nanoTime() < end) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    ended.set(true);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the first task broke");
        assertThat(ended).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
