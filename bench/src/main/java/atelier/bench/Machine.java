package atelier.bench;

import atelier.provenance.Host;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine that is measured. */
final class Machine {
    private static final List<String> INSTRUCTION_SETS =
            List.of("avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "bf16");

    private Machine() {}

    /** Processor, cores, instruction sets that matter, memory, operating system, JDK. */
    static ObjectNode describe() {
        ObjectNode node = Host.describe();
        Set<String> known = flags();
        node.set(
                "instructionSets",
                Exchange.JSON.valueToTree(
                        INSTRUCTION_SETS.stream().filter(known::contains).toList()));
        return node;
    }

    private static Set<String> flags() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> Arrays.stream(
                                    line.substring(line.indexOf(':') + 1).split(" "))
                            .collect(Collectors.toSet()))
                    .orElse(Set.of());
        } catch (IOException | java.io.UncheckedIOException missing) {
            return Set.of();
        }
    }

    /** How busy the machine was with work of others between two moments. */
    static final class OtherLoad {
        private final long nanos = System.nanoTime();
        private final @Nullable Long busy = busyTicks();
        private final @Nullable Long own = ownTicks();

        /** Part of all cores that others used since this was made, 0 to 1; null where the system does not say. */
        @Nullable
        Double sinceStart() {
            Long busyNow = busyTicks();
            Long ownNow = ownTicks();
            if (busy == null || own == null || busyNow == null || ownNow == null) {
                return null;
            }
            return share(
                    busyNow - busy,
                    ownNow - own,
                    (System.nanoTime() - nanos) / 1e9,
                    Runtime.getRuntime().availableProcessors());
        }

        /** From ticks of a hundredth of a second. */
        static double share(long busyTicks, long ownTicks, double seconds, int cores) {
            return Math.max(0, Math.min(1, (busyTicks - ownTicks) / (100 * seconds * cores)));
        }

        /** Time that all cores were not idle, also where the hypervisor took it. */
        private static @Nullable Long busyTicks() {
            String line = firstLine("/proc/stat");
            if (line == null || !line.startsWith("cpu ")) {
                return null;
            }
            String[] fields = line.trim().split(" +");
            // cpu user nice system idle iowait irq softirq steal
            return Stream.of(1, 2, 3, 6, 7, 8)
                    .mapToLong(index -> Long.parseLong(fields[index]))
                    .sum();
        }

        /** Time of this process and of its children that have ended. */
        private static @Nullable Long ownTicks() {
            String line = firstLine("/proc/self/stat");
            if (line == null) {
                return null;
            }
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            // utime stime cutime cstime: fields 14 to 17, the first of these being field 3.
            return Stream.of(11, 12, 13, 14)
                    .mapToLong(index -> Long.parseLong(fields[index]))
                    .sum();
        }

        private static @Nullable String firstLine(String file) {
            try (Stream<String> lines = Files.lines(Path.of(file))) {
                return lines.findFirst().orElse(null);
            } catch (IOException | java.io.UncheckedIOException missing) {
                return null;
            }
        }
    }
}
