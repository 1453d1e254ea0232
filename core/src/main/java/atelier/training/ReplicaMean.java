package atelier.training;

import java.util.concurrent.Phaser;
import java.util.function.UnaryOperator;

/** Means over replicas, summed in the order of the replicas so that it is always the same. */
final class ReplicaMean {
    private final double[][] shares;
    private final double[] weights;
    private final Phaser phaser;

    /** One weight per replica; they add up to one. */
    ReplicaMean(double[] weights) {
        this.weights = weights.clone();
        shares = new double[weights.length][];
        phaser = new Phaser(weights.length);
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
            if (phaser.awaitAdvanceInterruptibly(phaser.arrive()) < 0) {
                throw new Aborted("another replica failed");
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("interrupted while waiting for another replica", stopped);
        }
    }

    /** One replica has failed: those that wait for it are released, and those that come later do not wait. */
    void abort() {
        phaser.forceTermination();
    }

    /** A replica ended because another one failed; that one's failure is the cause. */
    static final class Aborted extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Aborted(String message) {
            super(message);
        }
    }
}
