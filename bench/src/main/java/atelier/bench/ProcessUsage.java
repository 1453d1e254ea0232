package atelier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process with the serial collector holds at one moment, as Linux and the JDK's {@code jcmd} say.
 *
 * @param residentKilobytes memory of the process, heap and native
 * @param heapKilobytes what is used of the heap after a collection; -1: none was asked for
 * @param threads of the process
 * @param handles open files, sockets and the like
 */
record ProcessUsage(long residentKilobytes, long heapKilobytes, long threads, long handles) {
    private static final Pattern USED =
            Pattern.compile("(?:def new generation|tenured generation|DefNew|Tenured)\\s+total \\d+K, used (\\d+)K");

    /** A thing that must not grow. */
    enum Kind {
        RESIDENT_KILOBYTES(0.05, 32 << 10, ProcessUsage::residentKilobytes),
        HEAP_KILOBYTES(0.05, 4 << 10, ProcessUsage::heapKilobytes),
        THREADS(0, 2, ProcessUsage::threads),
        HANDLES(0, 2, ProcessUsage::handles);

        private final double part;
        private final double least;
        private final ToDoubleFunction<ProcessUsage> value;

        Kind(double part, double least, ToDoubleFunction<ProcessUsage> value) {
            this.part = part;
            this.least = least;
            this.value = value;
        }

        double of(ProcessUsage usage) {
            return value.applyAsDouble(usage);
        }

        /** Whether a number has grown by more than it wavers. */
        boolean grew(double before, double after) {
            return after > before + Math.max(least, part * before);
        }
    }

    /**
     * Of a process that runs.
     *
     * @param collected whether the heap is looked at, after a full collection; it frees native memory too that is only
     *     freed by collections, and so is asked for after everything else and seldom
     */
    static ProcessUsage of(Process process, boolean collected) throws IOException, InterruptedException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        String status = Files.readString(proc.resolve("status"));
        try (Stream<Path> handles = Files.list(proc.resolve("fd"))) {
            long open = handles.count();
            return new ProcessUsage(
                    number(status, "VmRSS"), collected ? heap(process) : -1, number(status, "Threads"), open);
        }
    }

    private static long heap(Process process) throws IOException, InterruptedException {
        diagnostic(process, "GC.run");
        return used(diagnostic(process, "GC.heap_info"));
    }

    private static String diagnostic(Process process, String what) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), what)
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IOException(jcmd + " " + what + ": " + answer.strip());
        }
        return answer;
    }

    static long used(String heapInfo) {
        Matcher generation = USED.matcher(heapInfo);
        long sum = 0;
        int found = 0;
        while (generation.find()) {
            sum += Long.parseLong(generation.group(1));
            found++;
        }
        if (found != 2) {
            throw new IllegalArgumentException("no two generations in: " + heapInfo);
        }
        return sum;
    }

    private static long number(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    ObjectNode json() {
        ObjectNode node = Exchange.JSON.createObjectNode();
        for (Kind kind : Kind.values()) {
            node.put(kind.name(), (long) kind.of(this));
        }
        return node;
    }
}
