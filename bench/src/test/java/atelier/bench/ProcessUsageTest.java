package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
