package atelier.cli;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.Torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where and on how many threads the verbs compute that make or measure pictures of finished runs. */
final class ComputeOptions {
    @Option(names = "--device", paramLabel = "cpu|cuda", description = "Where to compute. Default: cpu.")
    private String device = Device.CPU.label();

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: the cores.")
    private @Nullable Integer threads;

    /** The device, if this machine has it. */
    Device device() {
        return Device.named(device);
    }

    /**
     * For work in one piece: until this is closed, each operator that this thread calls may use all threads. Where work
     * falls into pieces, these go to threads of their own instead, which is faster and gives the same bytes with any number.
     */
    OperatorThreads withinOperators() {
        Torch.useThreads(threads());
        return new OperatorThreads();
    }

    /** Gives operators back their one thread. */
    static final class OperatorThreads implements AutoCloseable {
        private OperatorThreads() {}

        @Override
        public void close() {
            Torch.useThreads(1);
        }
    }

    /** How many threads may compute side by side; one feeds a GPU. */
    int threads() {
        if (threads != null && threads < 1) {
            throw new AtelierException(Exit.USAGE, "--threads is " + threads + ", expected at least 1.");
        }
        if (threads != null) {
            return threads;
        }
        return device().isCuda() ? 1 : Runtime.getRuntime().availableProcessors();
    }
}
