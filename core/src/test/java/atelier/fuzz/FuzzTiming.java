package atelier.fuzz;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Times readers without a fuzzer's instruments, by the processor, as other work on the machine is not theirs.
 *
 * <pre>
 * FuzzTiming CLASS FILE...
 * </pre>
 */
public final class FuzzTiming {
    /** More than any reader may take for a small input. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int TRIES = 3;

    private FuzzTiming() {}

    /** Ends with 1 where an input takes too long each time. */
    public static void main(String[] arguments) throws Throwable {
        MethodHandle reader = reader(Class.forName(arguments[0]));
        boolean slow = false;
        for (int i = 1; i < arguments.length; i++) {
            byte[] input = Files.readAllBytes(Path.of(arguments[i]));
            Duration best = LONGEST.multipliedBy(1000);
            for (int attempt = 0; attempt < TRIES && best.compareTo(LONGEST) > 0; attempt++) {
                Duration taken = time(reader, input);
                best = taken.compareTo(best) < 0 ? taken : best;
            }
            System.out.println("  " + best.toMillis() + " ms alone: " + arguments[i]);
            slow |= best.compareTo(LONGEST) > 0;
        }
        if (slow) {
            System.exit(1);
        }
    }

    /** What a target does with an input. */
    static MethodHandle reader(Class<?> target) throws ReflectiveOperationException {
        return MethodHandles.lookup()
                .findStatic(target, "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
    }

    /** Processor time of the thread that reads. */
    static Duration time(MethodHandle reader, byte[] input) throws Throwable {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        reader.invokeExact(input);
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    }
}
