package atelier.bench.features;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage on the built-in pictures: it grows, and it is the same each time. */
class DamageTest {
    private static final int COUNT = 120;

    @TempDir
    private Path folder;

    private ImageDataset shapes() {
        return Datasets.open("shapes", DataOptions.defaults().withSize(16), (phase, done, total) -> {});
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void everyStrengthGivesOtherBytesAndTheSameEachTime(Damage damage) {
        try (ImageDataset data = shapes()) {
            ImageSet set = data.test().first(COUNT);
            byte[] before = damage.apply(set, 0);
            assertThat(before).hasSize(COUNT * 3 * 16 * 16);
            for (int strength = 1; strength <= Damage.STRENGTHS; strength++) {
                byte[] now = damage.apply(set, strength);
                assertThat(now).hasSameSizeAs(before).isNotEqualTo(before).isEqualTo(damage.apply(set, strength));
                before = now;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Damage.class,
            names = {"DROPPED_CLASSES", "DUPLICATES"},
            mode = EnumSource.Mode.EXCLUDE)
    void errorsGrowWithEveryStep(Damage damage) {
        try (ImageDataset data = shapes()) {
            ImageSet set = data.test().first(COUNT);
            byte[] original = damage.apply(set, 0);
            double before = 0;
            for (int strength = 1; strength <= Damage.STRENGTHS; strength++) {
                double error = error(original, damage.apply(set, strength));
                assertThat(error).as("strength " + strength).isGreaterThan(before);
                before = error;
            }
        }
    }

    @Test
    void duplicatesAndDroppedClassesLeaveFewerKinds() {
        try (ImageDataset data = shapes()) {
            ImageSet set = data.test().first(COUNT);
            assertThat(different(Damage.DUPLICATES.apply(set, 1))).isEqualTo(COUNT / 2);
            assertThat(different(Damage.DUPLICATES.apply(set, 5))).isEqualTo(1);
            assertThat(different(Damage.DROPPED_CLASSES.apply(set, 5))).isLessThan(COUNT / 3);
        }
    }

    @Test
    void whatWasMeasuredIsNotMeasuredAgain() throws IOException {
        Path results = folder.resolve("worth.jsonl");
        String first = measured(results);
        List<String> lines = Files.readAllLines(results);
        assertThat(lines).hasSize(Damage.values().length * (Damage.STRENGTHS + 1));
        assertThat(first).contains("| blur |", "| occlusion |");
        // Cut off in the middle of the last line, as a kill would leave it.
        Files.write(results, lines.subList(0, lines.size() - 1));
        Files.writeString(results, "{\"what\":\"cut", java.nio.file.StandardOpenOption.APPEND);
        assertThat(measured(results)).isEqualTo(first);
        assertThat(DamageWorth.rises(new double[] {0, 1, 2})).isTrue();
        assertThat(DamageWorth.rises(new double[] {0, 1, 1})).isFalse();
    }

    private String measured(Path results) throws IOException {
        StringWriter text = new StringWriter();
        try (FeatureNetwork network = FeatureNetworks.open("pixels", FeatureNetworks.Options.defaults());
                ImageDataset data = shapes();
                PrintWriter out = new PrintWriter(text)) {
            new DamageWorth(out, 150).measure(network, data, new MeasuredValues(results));
        }
        return text.toString();
    }

    private static double error(byte[] first, byte[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            double difference = (first[i] & 0xff) - (second[i] & 0xff);
            sum += difference * difference;
        }
        return sum / first.length;
    }

    private static int different(byte[] pictures) {
        int bytes = pictures.length / COUNT;
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < COUNT; i++) {
            seen.add(Arrays.toString(Arrays.copyOfRange(pictures, i * bytes, (i + 1) * bytes)));
        }
        return seen.size();
    }
}
