package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of bench/endurance/kill.sh: two kills of one run, one of them into a save. */
class KillEnduranceTest {
    @TempDir
    private Path folder;

    @Test
    void aKilledRunEndsWithTheBytesOfOneThatWasLeftAlone() throws IOException, InterruptedException {
        KillEndurance program = new KillEndurance(folder);
        program.run(2, 1, List.of("vae"));
        ObjectNode counts = program.counts();
        assertThat(counts.path("differences").asInt())
                .as(counts.toPrettyString())
                .isZero();
        assertThat(counts.path("kills").asInt()).isEqualTo(2);
        assertThat(counts.path("aimed").asInt()).isEqualTo(1);
        assertThat(counts.path("comparedFiles").asInt()).isGreaterThan(20);
    }
}
