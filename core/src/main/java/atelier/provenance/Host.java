package atelier.provenance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** On what machine and with which code a result was made. */
public final class Host {
    private Host() {}

    /** Operating system, processor, cores, memory and JDK. */
    public static ObjectNode describe() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        node.put("cpu", processor());
        node.put("cores", Runtime.getRuntime().availableProcessors());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            node.put("memory", (system.getTotalMemorySize() >> 30) + " GiB");
        }
        node.put("jdk", System.getProperty("java.version"));
        return node;
    }

    /** Version of this code, with the commit where the build recorded it. */
    public static String codeVersion() {
        try (InputStream stream = Host.class.getResourceAsStream("/atelier/version.txt")) {
            return stream == null ? "unknown" : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /** The largest resident memory of this process so far in bytes, or -1 where the system does not say. */
    public static long peakMemoryBytes() {
        return statusLine("/proc/self/status", "VmHWM:")
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .orElse(-1L);
    }

    /** From now on {@link #peakMemoryBytes()} speaks of what comes; where the system cannot forget it stays as it is. */
    public static void forgetPeakMemory() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException unsupported) {
            // Then the peak is that of the process from its start, which is never too low.
        }
    }

    /**
     * Memory that a process can still take.
     *
     * @param bytes -1 where it is not known
     * @param limitedByGroup whether its control group, a container's limit, leaves less than the system has free
     */
    public record FreeMemory(long bytes, boolean limitedByGroup) {}

    /**
     * Memory that this process can still take without others losing theirs: what the system calls available, and no more
     * than its control group leaves. What the group holds of files that nobody has used of late counts as free: it makes
     * way by itself.
     */
    public static FreeMemory freeMemory() {
        return freeMemory(Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    /** The same from where the system, and the control group, say so. */
    static FreeMemory freeMemory(Path memory, Path group) {
        long system = statusLine(memory.toString(), "MemAvailable:")
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .orElse(-1L);
        long limit = number(group.resolve("memory.max"));
        long used = number(group.resolve("memory.current"));
        if (limit < 0 || used < 0) {
            return new FreeMemory(system, false);
        }
        long files = statusLine(group.resolve("memory.stat").toString(), "inactive_file ")
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .orElse(0L);
        long left = Math.max(0, limit - Math.max(0, used - files));
        return system < 0 || left < system ? new FreeMemory(left, true) : new FreeMemory(system, false);
    }

    /** The only number in a file, or -1 where there is none, such as "max". */
    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException none) {
            return -1;
        }
    }

    private static String processor() {
        return statusLine("/proc/cpuinfo", "model name")
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse(System.getProperty("os.arch"));
    }

    private static java.util.Optional<String> statusLine(String file, String prefix) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(prefix)).findFirst();
        } catch (IOException | java.io.UncheckedIOException missing) {
            return java.util.Optional.empty();
        }
    }
}
