package atelier.nn.features;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of real pictures are extracted once, and nothing but those of these pictures and this network is taken. */
class FeatureCacheTest {
    @TempDir
    private Path folder;

    private ImageSet set;

    @BeforeEach
    void makePictures() throws IOException {
        set = TinyPictures.set(folder.resolve("pictures"), 60, 2, 16, 1);
    }

    @AfterEach
    void close() {
        set.images().close();
    }

    private FeatureSet extract(Counting network, ImageSet pictures) {
        return new FeatureExtraction(network, 2).keptIn(folder.resolve("cache")).extract(pictures);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache/features"))) {
            return files.toList();
        }
    }

    @Test
    void theSecondTimeNothingIsExtracted() throws IOException {
        Counting network = new Counting(1, "test");
        FeatureSet first = extract(network, set);
        assertThat(network.pictures.get()).isEqualTo(60 + 2);
        Counting again = new Counting(1, "test");
        FeatureSet second = extract(again, set);
        assertThat(again.pictures.get()).as("the probe alone").isEqualTo(2);
        assertThat(second.values()).containsExactly(first.values());
        assertThat(second.network()).isEqualTo(first.network());
        assertThat(files()).hasSize(1).allSatisfy(file -> assertThat(file.toString())
                .endsWith(".features"));
    }

    @Test
    void anotherOrderOtherWeightsAndAnotherConventionAreOthers() throws IOException {
        extract(new Counting(1, "test"), set);
        Counting network = new Counting(1, "test");
        ImageSet turned = set.choose(new int[] {1, 0});
        assertThat(extract(network, turned).values())
                .containsExactly(new FeatureExtraction(network, 1)
                        .extract(ImageBatches.of(turned))
                        .values());
        Counting others = new Counting(2, "test");
        assertThat(extract(others, set).values()[0])
                .isEqualTo(2 * extract(new Counting(1, "test"), set).values()[0]);
        Counting renamed = new Counting(1, "renamed");
        assertThat(extract(renamed, set).network()).isEqualTo("renamed");
        assertThat(renamed.pictures.get()).isEqualTo(62);
        assertThat(files()).hasSize(4);
    }

    @Test
    void aDamagedFileIsWrittenAnew() throws IOException {
        FeatureSet whole = extract(new Counting(1, "test"), set);
        Path file = files().get(0);
        byte[] sound = Files.readAllBytes(file);
        List<byte[]> damages = new ArrayList<>();
        for (int place : new int[] {0, 20, sound.length / 2, sound.length - 1}) {
            byte[] flipped = sound.clone();
            flipped[place] ^= 1;
            damages.add(flipped);
        }
        damages.add(java.util.Arrays.copyOf(sound, sound.length - 5));
        damages.add(java.util.Arrays.copyOf(sound, sound.length + 5));
        damages.add(new byte[0]);
        for (byte[] damaged : damages) {
            Files.write(file, damaged);
            Counting network = new Counting(1, "test");
            assertThat(extract(network, set).values()).containsExactly(whole.values());
            assertThat(network.pictures.get()).isEqualTo(62);
            assertThat(Files.readAllBytes(file)).isEqualTo(sound);
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAfterADay() throws IOException {
        Path features = Files.createDirectories(folder.resolve("cache/features"));
        Path old = Files.writeString(features.resolve("new1.partial"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        Path young = Files.writeString(features.resolve("new2.partial"), "somebody writes it");
        extract(new Counting(1, "test"), set);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void whereNothingCanBeKeptTheWorkGoesOn() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where a folder should be");
        List<String> said = new ArrayList<>();
        FeatureSet features = new FeatureExtraction(new Counting(1, "test"), 1)
                .withProgress((phase, done, total) -> said.add(phase))
                .keptIn(folder.resolve("cache"))
                .extract(set);
        assertThat(features.count()).isEqualTo(60);
        assertThat(said).contains("computing features").anyMatch(line -> line.contains("not kept"));
    }

    /** The mean of a picture, times a weight, in one dimension; counts what it sees. */
    private static final class Counting implements FeatureNetwork {
        final AtomicInteger pictures = new AtomicInteger();
        private final double weight;
        private final String convention;

        Counting(double weight, String convention) {
            this.weight = weight;
            this.convention = convention;
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public int dimensions() {
            return 1;
        }

        @Override
        public String convention() {
            return convention;
        }

        @Override
        public Tensor extract(Tensor images) {
            pictures.addAndGet((int) images.size(0));
            return images.mean(1, 2, 3).unsqueeze(1).mul(new Scalar(weight));
        }

        @Override
        public void close() {}
    }
}
