package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final StringWriter text = new StringWriter();
    private long nanos;

    private ProgressDisplay display(int columns) {
        return new ProgressDisplay(new PrintWriter(text, true), columns, () -> nanos);
    }

    @Test
    void withoutATerminalALineIsWrittenAtTheBeginningNowAndThenAndAtTheEnd() {
        try (ProgressDisplay display = display(0)) {
            for (int second = 0; second <= 25; second++) {
                nanos = Duration.ofSeconds(second).toNanos();
                display.progress("training vae", second, 25, "loss 0.5");
            }
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "training vae: 0 of 25, loss 0.5",
                        "training vae: 10 of 25, 1.0/s, 15s left, loss 0.5",
                        "training vae: 20 of 25, 1.0/s, 5s left, loss 0.5",
                        "training vae: 25 of 25, 1.0/s, loss 0.5");
    }

    @Test
    void anUnknownTotalIsNotShown() {
        try (ProgressDisplay display = display(0)) {
            display.progress("fitting", 0, -1);
            display.progress("measuring", 12, -1);
        }
        assertThat(text.toString().lines()).containsExactly("fitting: …", "measuring: 12");
    }

    @Test
    void onATerminalOneLineIsDrawnPerPhaseWithinItsWidth() {
        int columns = 60;
        try (ProgressDisplay display = display(columns)) {
            display.progress("decoding", 5, 10);
            display.progress("decoding", 10, 10);
            display.progress("writing", 1, 1);
        }
        // A phase may be redrawn any number of times before it ends; its last drawing is what counts.
        List<String> drawings = Arrays.stream(text.toString().split("[\r\n]+"))
                .filter(drawing -> !drawing.isBlank())
                .toList();
        List<String> decoding = drawings.stream()
                .filter(drawing -> drawing.contains("decoding"))
                .toList();
        List<String> writing =
                drawings.stream().filter(drawing -> drawing.contains("writing")).toList();
        assertThat(decoding).isNotEmpty();
        assertThat(decoding.get(decoding.size() - 1)).contains("100%");
        assertThat(writing).isNotEmpty();
        assertThat(drawings).startsWith(decoding.get(0)).endsWith(writing.get(writing.size() - 1));
        assertThat(text.toString().split("[\r\n]+"))
                .allSatisfy(drawn -> assertThat(drawn.length()).isLessThan(columns));
    }
}
