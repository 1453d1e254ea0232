package atelier.bench;

import atelier.torch.Precision;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one process of Atelier's side is asked to do.
 *
 * @param workload a name of {@link Workload#CATALOGUE}
 * @param exchange folder through which both sides have the same weights, pictures and numbers
 * @param seconds how long a training workload is measured
 * @param count pictures or rows of the other workloads
 * @param threads Java threads
 * @param precision of convolutions in training
 * @param weightsRoot folder with weights of feature networks, or null for the built-in network
 */
public record Task(
        String workload,
        Path exchange,
        double seconds,
        int count,
        int threads,
        Precision precision,
        @Nullable Path weightsRoot) {}
