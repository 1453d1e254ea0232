package atelier.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Independent pieces of work on several Java threads, each with one intra-op thread. When a call returns, nothing of it
 * still runs, even where one piece failed: what the pieces use may then be freed.
 */
public final class Parallel {
    private Parallel() {}

    /** Runs tasks 0 to {@code count}-1 and waits for all of them. */
    public static void run(int threads, int count, IntConsumer task) {
        run(threads, count, task, done -> {});
    }

    /** The same; {@code finished} is told by the calling thread how many tasks have ended, in their order. */
    public static void run(int threads, int count, IntConsumer task, IntConsumer finished) {
        ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, count)));
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                futures.add(executor.submit(() -> {
                    Torch.useThreads(1);
                    task.accept(index);
                }));
            }
            for (int i = 0; i < count; i++) {
                finished.accept(i);
                futures.get(i).get();
            }
            finished.accept(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for other threads", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
            awaitEnd(executor);
        }
    }

    private static void awaitEnd(ExecutorService executor) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException meanwhile) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
