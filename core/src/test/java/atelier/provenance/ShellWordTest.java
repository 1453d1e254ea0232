package atelier.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShellWordTest {
    @Test
    void whatIsOneWordStaysAsItIs() {
        assertThat(ShellWord.of(Path.of("runs/vae-1"))).isEqualTo("runs/vae-1");
        assertThat(ShellWord.of("vae.beta=0.5x")).isEqualTo("vae.beta=0.5x");
        assertThat(ShellWord.of("图片/猫")).isEqualTo("图片/猫");
    }

    @Test
    void whatIsNoneIsQuoted() {
        assertThat(ShellWord.of(Path.of("my runs/vae"))).isEqualTo("'my runs/vae'");
        assertThat(ShellWord.of("Ann's")).isEqualTo("'Ann'\\''s'");
        assertThat(ShellWord.of("$HOME;ls")).isEqualTo("'$HOME;ls'");
        assertThat(ShellWord.of("")).isEqualTo("''");
    }
}
