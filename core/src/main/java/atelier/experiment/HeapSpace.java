package atelier.experiment;

import atelier.model.GenerativeModel;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import java.util.Locale;

/**
 * Whether a run's checkpoints fit into Java's heap, asked before it starts. Tensors lie outside of it, and of a batch only
 * the numbers of its pictures are in it; but a checkpoint is made from arrays of all values.
 */
final class HeapSpace {
    /** Values, average and two moments. */
    private static final int PARTS = 4;

    /** Part of the heap that these may take. */
    private static final double SHARE = 0.75;

    private HeapSpace() {}

    /**
     * Refuses a run whose network's checkpoints do not fit; the network is only declared for it.
     *
     * @throws AtelierException with {@link Exit#OUT_OF_MEMORY}, naming the limit
     */
    static void require(RunPlan<?> plan) {
        try (Parameters parameters = new Parameters()) {
            GenerativeModel unused = plan.build().apply(parameters);
            long count = parameters.all().stream().mapToLong(Parameter::count).sum();
            require(count, plan.training().batchSize(), Runtime.getRuntime().maxMemory());
        }
    }

    /**
     * Refuses a network whose checkpoints do not fit.
     *
     * @throws AtelierException with {@link Exit#OUT_OF_MEMORY}, naming the limit
     */
    static void require(long parameters, int batch, long heapBytes) {
        double needed = (double) PARTS * Float.BYTES * parameters + (double) Integer.BYTES * batch;
        if (needed > SHARE * heapBytes) {
            throw new AtelierException(
                    Exit.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "the checkpoints of %,d parameters and the order of %,d pictures take %.0f MB of Java's own memory"
                                    + " (heap), of which it may use %.0f MB. Give it more, such as"
                                    + " ATELIER_JAVA_OPTS=-Xmx4g, or choose a smaller model or batch.",
                            parameters,
                            batch,
                            needed / 1e6,
                            heapBytes / 1e6));
        }
    }
}
