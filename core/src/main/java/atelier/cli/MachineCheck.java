package atelier.cli;

import atelier.data.DataOptions;
import atelier.provenance.AtelierException;
import atelier.torch.Device;
import atelier.torch.Precision;
import atelier.torch.Torch;
import com.fasterxml.jackson.annotation.JsonValue;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks at the machine: Java, natives, devices, cores, memory, disk. */
final class MachineCheck {
    private static final int NEEDED_JAVA = 17;
    /** What the comparison on the built-in images takes at most. */
    private static final long NEEDED_MEMORY = 3_000_000_000L;

    private static final long NEEDED_DISK = 1_000_000_000L;

    /** How a thing was found. */
    enum State {
        OK("ok"),
        NOTE("note"),
        MISSING("missing");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @JsonValue
        String text() {
            return text;
        }
    }

    /**
     * One thing that was looked at.
     *
     * @param found what is there
     * @param advice what to do; empty where nothing is to be done
     */
    record Finding(String name, State state, String found, String advice) {
        static Finding ok(String name, String found) {
            return new Finding(name, State.OK, found, "");
        }
    }

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        Finding natives = natives();
        findings.add(natives);
        findings.add(processor());
        if (natives.state() == State.OK) {
            findings.add(precision());
            findings.add(gpu());
        }
        findings.add(memory());
        findings.add(disk("this folder", Path.of("").toAbsolutePath()));
        findings.add(disk("cache", DataOptions.defaults().cache()));
        findings.add(data());
        return findings;
    }

    private static Finding java() {
        String found = System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ") in "
                + System.getProperty("java.home");
        return Runtime.version().feature() >= NEEDED_JAVA
                ? Finding.ok("Java", found)
                : new Finding("Java", State.MISSING, found, "install a JDK 17 or newer, or set JAVA_HOME to one.");
    }

    private static Finding natives() {
        try {
            Torch.load();
            return Finding.ok("libtorch", Torch.version() + ", natives loaded");
        } catch (AtelierException failure) {
            return new Finding(
                    "libtorch",
                    State.MISSING,
                    "natives do not load",
                    failure.getMessage() + " Delete core/target and ~/.javacpp/cache and start again.");
        }
    }

    private static Finding processor() {
        int cores = Runtime.getRuntime().availableProcessors();
        return Finding.ok(
                "processor",
                cores + (cores == 1 ? " core, " : " cores, ") + processorName() + " (" + System.getProperty("os.name")
                        + " " + System.getProperty("os.arch") + ")");
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("of unknown name");
        } catch (IOException absent) {
            return "of unknown name";
        }
    }

    private static Finding precision() {
        boolean fast = Precision.fastest(Device.CPU) == Precision.BF16;
        return Finding.ok("bfloat16", fast ? "fast here: training uses it" : "slow here: training uses float32");
    }

    private static Finding gpu() {
        return Torch.cudaAvailable()
                ? Finding.ok("device", "cuda and cpu")
                : Finding.ok("device", "cpu (no CUDA: built without its natives, or no GPU answers)");
    }

    private static Finding memory() {
        long total = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        String found = SizeText.of(total) + ", of which the Java heap may take "
                + SizeText.of(Runtime.getRuntime().maxMemory());
        return total >= NEEDED_MEMORY
                ? Finding.ok("memory", found)
                : new Finding(
                        "memory", State.NOTE, found, "a comparison may take up to 3 GB; choose smaller pictures.");
    }

    private static Finding disk(String name, Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String found = SizeText.of(free) + " free in " + folder;
            if (!Files.isWritable(existing)) {
                return new Finding(
                        name,
                        State.MISSING,
                        folder + " cannot be written",
                        "change its permissions or choose another.");
            }
            return free >= NEEDED_DISK
                    ? Finding.ok(name, found)
                    : new Finding(name, State.NOTE, found, "a comparison needs about 1 GB; free some space.");
        } catch (IOException unreadable) {
            return new Finding(name, State.MISSING, folder + " cannot be read", unreadable.getMessage() + ".");
        }
    }

    private static Finding data() {
        Path root = DataOptions.defaults().dataRoot();
        if (root == null) {
            return Finding.ok("data", "built-in shapes; ATELIER_DATA names no folder of further sets");
        }
        return Files.isDirectory(root)
                ? Finding.ok("data", "built-in shapes; further sets in " + root)
                : new Finding("data", State.NOTE, "ATELIER_DATA is " + root, "that is no folder; correct or unset it.");
    }
}
