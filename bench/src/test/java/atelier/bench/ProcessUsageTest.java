package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What bench/endurance/soak.sh reads and judges; the soak itself is minutes. */
class ProcessUsageTest {
    @Test
    void theHeapIsBothGenerations() {
        String java17 =
                """
                1234:
                 def new generation   total 78656K, used 2796K [0x00000000f0000000, 0x00000000f5550000, 0x00000000f5550000)
                  eden space 69952K,   3% used [0x00000000f0000000, 0x00000000f02bb0f8, 0x00000000f4450000)
                 tenured generation   total 174784K, used 11004K [0x00000000f5550000, 0x0000000100000000, 0x0000000100000000)
                   the space 174784K,   6% used [0x00000000f5550000, 0x00000000f600f0e8, 0x00000000f600f200, 0x0000000100000000)
                 Metaspace       used 30511K, committed 30976K, reserved 1114112K
                """;
        assertThat(ProcessUsage.used(java17)).isEqualTo(2796 + 11004);
        String java25 = " DefNew     total 78656K, used 10K [0x0]\n Tenured    total 174784K, used 20K [0x0]\n";
        assertThat(ProcessUsage.used(java25)).isEqualTo(30);
        assertThatThrownBy(() -> ProcessUsage.used("garbage-first heap   total 1K, used 1K"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatGrowsIsNotSteadyAndNeitherIsWhatWasHardlySeen() {
        ObjectNode told = Exchange.JSON.createObjectNode();
        double[] flat = {90_000, 100_000, 101_000, 99_000, 100_000, 102_000, 99_000, 100_000};
        assertThat(SoakEndurance.isSteady(ProcessUsage.Kind.RESIDENT_KILOBYTES, flat, told))
                .isTrue();
        double[] growing = {90_000, 100_000, 110_000, 120_000, 130_000, 140_000, 150_000, 160_000};
        assertThat(SoakEndurance.isSteady(ProcessUsage.Kind.RESIDENT_KILOBYTES, growing, told))
                .isFalse();
        assertThat(told.path("before").asDouble()).isEqualTo(120_000);
        assertThat(told.path("after").asDouble()).isEqualTo(160_000);
        assertThat(SoakEndurance.isSteady(ProcessUsage.Kind.HEAP_KILOBYTES, new double[] {1, 1, 1}, told))
                .isFalse();
    }

    /** The heap is only known after a collection; without one it is -1, and what the system tells is there all the same. */
    @Test
    void aLookWithoutACollectionDoesNotAskForTheHeap() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "this system does not tell what a process holds");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Waiting.class.getName())
                .start();
        try {
            assertThat(process.getInputStream().read()).isEqualTo('.');
            ProcessUsage first = ProcessUsage.of(process, false);
            assertThat(first.heapKilobytes()).isEqualTo(-1);
            assertThat(first.residentKilobytes()).isPositive();
            assertThat(ProcessUsage.of(process, true).heapKilobytes()).isPositive();
        } finally {
            process.destroyForcibly();
        }
    }

    /** What the other process does. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.print('.');
            System.out.flush();
            Thread.sleep(600_000);
        }
    }

    @Test
    void growthIsMoreThanWavering() {
        assertThat(ProcessUsage.Kind.RESIDENT_KILOBYTES.grew(1_000_000, 1_049_000))
                .isFalse();
        assertThat(ProcessUsage.Kind.RESIDENT_KILOBYTES.grew(1_000_000, 1_051_000))
                .isTrue();
        assertThat(ProcessUsage.Kind.HEAP_KILOBYTES.grew(10_000, 15_000)).isTrue();
        assertThat(ProcessUsage.Kind.HANDLES.grew(20, 22)).isFalse();
        assertThat(ProcessUsage.Kind.HANDLES.grew(20, 23)).isTrue();
        assertThat(ProcessUsage.Kind.THREADS.grew(20, 10)).isFalse();
    }
}
