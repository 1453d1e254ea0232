package atelier.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Wall-clock and processor time of this process from its creation on. */
final class Stopwatch {
    private final long nanos = System.nanoTime();
    private final long cpuNanos = cpuNanos();

    double seconds() {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** A rate's result, of everything since the start. */
    ObjectNode result(double images) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("images", images);
        node.put("seconds", seconds());
        node.put("cpuSeconds", (cpuNanos() - cpuNanos) / 1e9);
        return node;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : -1;
    }
}
