package atelier.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.provenance.Host.FreeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the system's files say of free memory. */
class HostTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private Path memory;

    @BeforeEach
    void writeFreeMemory() throws IOException {
        memory = Files.writeString(folder.resolve("meminfo"), "MemTotal:  8388608 kB\nMemAvailable:  4194304 kB\n");
    }

    @Test
    void withoutAGroupItIsWhatTheSystemHasLeft() throws IOException {
        assertThat(Host.freeMemory(memory, folder)).isEqualTo(new FreeMemory(4_096 * MEGABYTE, false));
        Files.writeString(folder.resolve("memory.max"), "max\n");
        Files.writeString(folder.resolve("memory.current"), "1048576\n");
        assertThat(Host.freeMemory(memory, folder)).isEqualTo(new FreeMemory(4_096 * MEGABYTE, false));
    }

    /** A group that has read many files is full of them, and yet nothing is short. */
    @Test
    void filesThatAGroupKeepsInMemoryAreFree() throws IOException {
        Files.writeString(folder.resolve("memory.max"), 1_000 * MEGABYTE + "\n");
        Files.writeString(folder.resolve("memory.current"), 990 * MEGABYTE + "\n");
        assertThat(Host.freeMemory(memory, folder)).isEqualTo(new FreeMemory(10 * MEGABYTE, true));
        Files.writeString(
                folder.resolve("memory.stat"),
                "anon 314572800\nactive_file 104857600\ninactive_file " + 600 * MEGABYTE + "\n");
        assertThat(Host.freeMemory(memory, folder)).isEqualTo(new FreeMemory(610 * MEGABYTE, true));
    }
}
