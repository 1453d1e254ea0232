package atelier.bench;

import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work on several Java threads, one intra-op thread each. */
final class Threads {
    private Threads() {}

    /** Returns once all are done; the first failure is thrown. */
    static void run(int count, Runnable work) {
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                running.add(executor.submit(() -> {
                    Torch.useThreads(1);
                    work.run();
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("work on " + count + " threads failed", failure);
        } finally {
            executor.shutdownNow();
        }
    }
}
