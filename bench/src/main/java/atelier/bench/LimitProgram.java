package atelier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What all threads together reach in {@link ConvolutionLimit}, channels-last, in the precision of training; its
 * {@code images} are operations.
 */
final class LimitProgram implements Program {
    @Override
    public void prepare(Task task) throws IOException {
        Exchange.writeSettings(task.exchange(), Exchange.JSON.createObjectNode());
    }

    @Override
    public ObjectNode check(Task task) {
        throw new UnsupportedOperationException("a limit has nothing to compare");
    }

    @Override
    public ObjectNode rate(Task task) {
        ExecutorService threads = Executors.newFixedThreadPool(task.threads());
        try {
            measure(threads, task, task.seconds() / 4);
            Stopwatch watch = new Stopwatch();
            double operations = measure(threads, task, task.seconds());
            return watch.result(operations);
        } finally {
            threads.shutdownNow();
        }
    }

    private static double measure(ExecutorService threads, Task task, double seconds) {
        List<Future<Double>> running = new ArrayList<>();
        for (int thread = 0; thread < task.threads(); thread++) {
            running.add(threads.submit(() -> operations(task, seconds)));
        }
        double sum = 0;
        for (Future<Double> one : running) {
            try {
                sum += one.get();
            } catch (InterruptedException | ExecutionException failure) {
                throw new IllegalStateException("the limit could not be measured", failure);
            }
        }
        return sum;
    }

    private static double operations(Task task, double seconds) {
        ConvolutionLimit limit = new ConvolutionLimit();
        limit.precision = switch (task.precision()) {
            case FLOAT32 -> "float32";
            case BF16 -> "bfloat16";
        };
        limit.channelsLast = true;
        limit.prepare();
        try {
            ConvolutionLimit.Work work = new ConvolutionLimit.Work();
            Stopwatch watch = new Stopwatch();
            do {
                limit.convolution(work);
            } while (watch.seconds() < seconds);
            return work.operations;
        } finally {
            limit.close();
        }
    }
}
