package atelier.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.experiment.SettingOverride;
import atelier.experiment.TinyRuns;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained run at work. */
class GeneratorTest {
    private static Path vae;
    private static Path gan;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        vae = TinyRuns.finished(folder.resolve("vae"), "vae");
        gan = TinyRuns.finished(folder.resolve("gan"), "gan");
    }

    @Test
    void aSeedGivesAPictureOfTheRightSizeAndAlwaysTheSame() {
        try (Generator generator = Generator.load(vae);
                Generator again = Generator.load(vae)) {
            BufferedImage picture = generator.sample(7);
            assertThat(picture.getWidth()).isEqualTo(16);
            assertThat(picture.getHeight()).isEqualTo(16);
            assertThat(pixels(generator.sample(7))).isEqualTo(pixels(picture));
            assertThat(pixels(again.sample(7))).isEqualTo(pixels(picture));
            assertThat(pixels(generator.sample(8))).isNotEqualTo(pixels(picture));
        }
    }

    @Test
    void aTrainedFlowMakesItsPicturesInAsManyStepsAsAreAskedFor(@TempDir Path folder) throws IOException {
        Path flow = TinyRuns.finished(folder, "flow");
        List<SettingOverride> oneStep = List.of(new SettingOverride("flow.steps", "1", "test"));
        try (Generator generator = Generator.load(flow);
                Generator quick = Generator.load(flow, oneStep);
                Generator again = Generator.load(flow, oneStep)) {
            assertThat(pixels(quick.sample(7))).isNotEqualTo(pixels(generator.sample(7)));
            assertThat(pixels(quick.sample(7))).isEqualTo(pixels(again.sample(7)));
        }
        assertThatThrownBy(() -> Generator.load(flow, List.of(new SettingOverride("flow.width", "16", "test"))))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("flow.width");
    }

    @Test
    void theSamplerOfATrainedModelIsChosenAndOneThatItLacksIsRefused() {
        try (Generator own = Generator.load(vae);
                Generator mixture = Generator.load(vae, Device.CPU, List.of(), "gmm");
                Generator normal = Generator.load(vae, Device.CPU, List.of(), "normal");
                Generator plain = Generator.load(gan, Device.CPU, List.of(), "normal")) {
            assertThat(own.samplerName()).isEqualTo("gmm");
            assertThat(normal.samplerName()).isEqualTo("normal");
            assertThat(pixels(mixture.sample(7))).isEqualTo(pixels(own.sample(7)));
            assertThat(pixels(normal.sample(7))).isNotEqualTo(pixels(own.sample(7)));
            float[] expected = new float[normal.latentSize()];
            RandomStream.of(7, "sample", 0).fillNormal(expected, 0, expected.length);
            assertThat(normal.latent(7, 0, null)).containsExactly(expected);
            assertThat(plain.samplerName()).isEqualTo("normal");
        }
        for (String wrong : List.of("gmm", "gaussian")) {
            assertThatThrownBy(() -> Generator.load(gan, Device.CPU, List.of(), wrong))
                    .isInstanceOf(AtelierException.class)
                    .hasMessageContaining("no sampler '" + wrong + "'")
                    .satisfies(problem ->
                            assertThat(((AtelierException) problem).exit()).isEqualTo(Exit.USAGE));
        }
    }

    @Test
    void aTrainedGeneratorOfCodesDrawsThemAsItIsTold(@TempDir Path folder) throws IOException {
        for (String name : List.of("vqvae", "vqgan")) {
            Path codes = TinyRuns.finished(folder.resolve(name), name);
            List<SettingOverride> likeliest = List.of(new SettingOverride(name + ".topK", "1", "test"));
            try (Generator generator = Generator.load(codes);
                    Generator certain = Generator.load(codes, likeliest)) {
                // With one code to choose from, the latent has no say.
                assertThat(pixels(certain.sample(7, 0, "0"))).isEqualTo(pixels(certain.sample(8, 0, "0")));
                assertThat(pixels(generator.sample(7, 0, "0"))).isNotEqualTo(pixels(generator.sample(8, 0, "0")));
            }
        }
    }

    @Test
    void aPictureDoesNotDependOnWhatIsMadeBesideIt() {
        try (Generator generator = Generator.load(gan);
                Scope scope = Scope.withoutGradient()) {
            float[] many = Torch.toFloats(generator.pictures(7, 0, 6, null, 1));
            float[] one = Torch.toFloats(generator.pictures(7, 4, 5, null, 1));
            int values = one.length;
            for (int i = 0; i < values; i++) {
                assertThat(one[i]).isCloseTo(many[4 * values + i], org.assertj.core.api.Assertions.within(1e-5f));
            }
        }
    }

    @Test
    void severalThreadsGetTheSamePictures() {
        try (Generator generator = Generator.load(vae)) {
            List<int[]> alone = IntStream.range(0, 8)
                    .mapToObj(i -> pixels(generator.sample(i)))
                    .toList();
            List<int[]> together = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> pixels(generator.sample(i)))
                    .toList();
            for (int i = 0; i < 8; i++) {
                assertThat(together.get(i)).isEqualTo(alone.get(i));
            }
        }
    }

    @Test
    void aClassIsGivenByNameOrNumberAndAnUnknownOneListsTheKnownOnes() {
        try (Generator generator = Generator.load(vae)) {
            assertThat(generator.conditional()).isTrue();
            assertThat(generator.labelNames()).containsExactly("class-0", "class-1", "class-2");
            assertThat(generator.labelIndex("class-1")).isEqualTo(1);
            assertThat(generator.labelIndex("2")).isEqualTo(2);
            assertThat(pixels(generator.sample(7, 0, "class-1"))).isEqualTo(pixels(generator.sample(7, 0, "1")));
            assertThatThrownBy(() -> generator.labelIndex("clas-1"))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                    .satisfies(problem -> assertThat(problem).hasMessageContainingAll("clas-1", "class-0", "class-2"));
            assertThatThrownBy(() -> generator.labelIndex("3")).isInstanceOf(AtelierException.class);
        }
    }

    @Test
    void classesComeAsOftenAsInTraining() {
        try (Generator generator = Generator.load(gan)) {
            int[] counts = new int[3];
            for (int i = 0; i < 600; i++) {
                counts[generator.label(1, i)]++;
            }
            assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(100);
        }
    }

    @Test
    void latentsAreThoseOfTheSeedAndDecodeToItsPicture() {
        try (Generator generator = Generator.load(gan);
                Scope scope = Scope.withoutGradient()) {
            float[] latent = generator.latent(7, 3, null);
            float[] normal = new float[generator.latentSize()];
            RandomStream.of(7, "sample", 3).fillNormal(normal, 0, normal.length);
            assertThat(latent).isEqualTo(normal);
            Tensor decoded = generator.decode(latent, new long[] {generator.label(7, 3)});
            assertThat(Torch.toFloats(decoded)).isEqualTo(Torch.toFloats(generator.pictures(7, 3, 4, null, 1)));
        }
    }

    @Test
    void truncationScalesLatentsAndOneLeavesThemAlone() {
        try (Generator generator = Generator.load(gan);
                Scope scope = Scope.withoutGradient()) {
            float[] half = generator.latent(7, 0, null);
            for (int i = 0; i < half.length; i++) {
                half[i] /= 2;
            }
            Tensor expected = generator.decode(half, new long[] {generator.label(7, 0)});
            assertThat(Torch.toFloats(generator.pictures(7, 0, 1, null, 0.5))).isEqualTo(Torch.toFloats(expected));
        }
    }

    @Test
    void latentsOfAnotherLengthAreRefusedWithBothLengths() {
        try (Generator generator = Generator.load(gan);
                Scope scope = Scope.withoutGradient()) {
            assertThatThrownBy(() -> generator.decode(new float[7], new long[2]))
                    .isInstanceOf(AtelierException.class)
                    .hasMessageContainingAll("7 latent values", "2 rows of 4");
        }
    }

    @Test
    void severalClassesGiveAPictureBetweenThem() {
        try (Generator generator = Generator.load(gan)) {
            int[] first = pixels(generator.sample(7, 0, "class-0"));
            int[] mixed = pixels(generator.sample(7, 0, "class-0+class-2"));
            assertThat(mixed).isNotEqualTo(first).isNotEqualTo(pixels(generator.sample(7, 0, "class-2")));
            assertThat(pixels(generator.sample(7, 0, "0:2,2:2"))).isEqualTo(mixed);
            assertThatThrownBy(() -> generator.sample(7, 0, "class-0+class-9"))
                    .isInstanceOf(AtelierException.class)
                    .hasMessageContainingAll("class-9", "there are class-0, class-1, class-2");
        }
    }

    @Test
    void aModelReconstructsWithItsEncoderOrBySearch() {
        try (Generator generator = Generator.load(vae);
                Generator without = Generator.load(gan);
                Scope scope = Scope.withoutGradient()) {
            Tensor pictures = generator.pictures(1, 0, 2, null, 1);
            assertThat(generator
                            .reconstruct(pictures, new long[] {0, 1})
                            .sizes()
                            .vec()
                            .get())
                    .containsExactly(2, 3, 16, 16);
            assertThat(without.reconstruct(pictures, new long[] {0, 1})
                            .sizes()
                            .vec()
                            .get())
                    .containsExactly(2, 3, 16, 16);
        }
    }

    @Test
    void aDamagedModelIsRefusedAndNamed(@TempDir Path folder) throws IOException {
        Files.copy(vae.resolve("run.json"), folder.resolve("run.json"));
        Files.createDirectories(folder.resolve("model"));
        Files.copy(vae.resolve("model/config.json"), folder.resolve("model/config.json"));
        byte[] weights = Files.readAllBytes(vae.resolve("model/model.safetensors"));
        Files.write(folder.resolve("model/model.safetensors"), Arrays.copyOf(weights, weights.length / 2));
        assertThatThrownBy(() -> Generator.load(folder))
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.INPUT))
                .satisfies(problem -> assertThat(problem).hasMessageContaining("model.safetensors"));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
