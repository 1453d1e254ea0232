package atelier.training;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.UnaryOperator;

/** Means over replicas, summed in the order of the replicas so that it is always the same. */
final class ReplicaMean {
    private final double[][] shares;
    private final double[] weights;
    private final CyclicBarrier barrier;

    /** One weight per replica; they add up to one. */
    ReplicaMean(double[] weights) {
        this.weights = weights.clone();
        shares = new double[weights.length][];
        barrier = new CyclicBarrier(weights.length);
    }

    /** What replica {@code index} calls; it waits for the others. */
    UnaryOperator<double[]> of(int index) {
        return share -> {
            if (shares.length == 1) {
                return share;
            }
            shares[index] = share;
            await();
            double[] mean = new double[share.length];
            for (int replica = 0; replica < shares.length; replica++) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += weights[replica] * shares[replica][i];
                }
            }
            // Nobody may write the next share before everybody has read this one.
            await();
            return mean;
        };
    }

    private void await() {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException stopped) {
            throw new IllegalStateException("another replica failed", stopped);
        }
    }

    /** Releases replicas that wait for one that failed. */
    void abort() {
        barrier.reset();
    }
}
