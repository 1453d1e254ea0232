package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of files and hashes of pictures do not depend on the language of the machine. */
class LocaleTest {
    /** Writes numbers with other digits than 0 to 9. */
    private static final Locale OTHER_DIGITS = Locale.forLanguageTag("ar-EG-u-nu-arab");

    @TempDir
    private Path folder;

    @Test
    void aRunThatWasBegunWhereDigitsAreOthersGoesOnAnywhere() throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 48, 3, 16, 3);
        SettingOverride often = new SettingOverride("training.checkpointImages", "40", "test");
        Protocol protocol = TinyRuns.protocol(pictures, 96, often);
        Path out = folder.resolve("run");
        Locale own = Locale.getDefault();
        try {
            Locale.setDefault(OTHER_DIGITS);
            assertThat("%d".formatted(7)).isEqualTo("\u0667");
            AtomicInteger steps = new AtomicInteger();
            try (ImageDataset data = TinyRuns.open(protocol)) {
                TinyRuns.create(out, "vae", data, protocol, () -> steps.getAndIncrement() >= 6)
                        .run();
            }
        } finally {
            Locale.setDefault(own);
        }
        assertThat(names(out.resolve("checkpoints"))).contains("000000048.json", "000000048.safetensors");
        assertThat(names(out.resolve("samples"))).contains("000000048.png");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TrainingRun rest =
                    TrainingRun.reopen(new RunFolder(out), data, null, (phase, done, total) -> {}, () -> false);
            assertThat(rest.run()).isTrue();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
