package atelier.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.data.Pixels;
import atelier.evaluation.LabelledPictures;
import atelier.experiment.TinyRuns;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.serving.LatentDirections.Direction;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directions, mixtures and projections of barely trained models: what holds for any weights. */
class LatentEditingTest {
    private static Generator styled;
    private static Generator plain;
    private static Generator encoding;
    private static Generator tokens;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        styled = Generator.load(TinyRuns.finished(folder.resolve("stylegan"), "stylegan"));
        plain = Generator.load(TinyRuns.finished(folder.resolve("gan"), "gan"));
        encoding = Generator.load(TinyRuns.finished(folder.resolve("vae"), "vae"));
        tokens = Generator.load(TinyRuns.finished(folder.resolve("vqvae"), "vqvae"));
    }

    @AfterAll
    static void close() {
        styled.close();
        plain.close();
        encoding.close();
        tokens.close();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void principalStylesArePerpendicularAndAsLongAsTheirVariance() {
        List<Direction> directions = new LatentDirections(styled, null).principal(4);
        assertThat(directions).hasSize(4).extracting(Direction::name).startsWith("component 1");
        double squares = 0;
        for (int i = 0; i < 4; i++) {
            float[] own = directions.get(i).vector();
            squares += dot(own, own);
            for (int j = 0; j < i; j++) {
                float[] other = directions.get(j).vector();
                assertThat(dot(own, other) / Math.sqrt(dot(own, own) * dot(other, other)))
                        .isCloseTo(0, within(1e-3));
            }
        }
        // Four values, four components: they share the whole variance, each as its length says.
        for (int i = 0; i < 4; i++) {
            float[] own = directions.get(i).vector();
            assertThat(directions.get(i).share()).isCloseTo(dot(own, own) / squares, within(1e-3));
        }
        assertThat(directions).extracting(Direction::share).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void directionsOfWeightsAreWhatPowerIterationFinds() {
        Direction first = new LatentDirections(styled, null).ofWeights(1).get(0);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor all = org.bytedeco.pytorch.global.torch.cat(
                    Torch.list(styled.images().network().model().styles().affineWeights()), 0);
            Tensor x = Torch.fromFloats(new float[] {1, 0.5f, 0.2f, 0.1f}, 4);
            for (int i = 0; i < 500; i++) {
                x = all.t().matmul(all.matmul(x));
                x = x.div(x.norm());
            }
            float[] unit = Torch.toFloats(x);
            double cosine = dot(unit, first.vector()) / Math.sqrt(dot(first.vector(), first.vector()));
            assertThat(Math.abs(cosine)).isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void aStripsMiddleIsThePictureAndItsEndsAreOthers() {
        for (Generator generator : List.of(styled, plain, encoding)) {
            LatentDirections finder = new LatentDirections(generator, null);
            Direction first = finder.principal(2).get(0);
            assertThat(first.vector()).hasSize(4);
            try (Scope scope = Scope.withoutGradient()) {
                float[] strip = Torch.toFloats(finder.strip(first, 7, 2, 5));
                float[] picture = Torch.toFloats(generator.pictures(7, 0, 1, null, 1));
                int values = picture.length;
                assertThat(strip).hasSize(5 * values);
                assertThat(Arrays.copyOfRange(strip, 2 * values, 3 * values)).containsExactly(picture, within(1e-4f));
                assertThat(Arrays.copyOfRange(strip, 0, values)).isNotEqualTo(picture);
            }
        }
    }

    @Test
    void aModelWithClassesInItsStylesHasADirectionTowardsEach() {
        List<Direction> directions = new LatentDirections(styled, null).ofClasses();
        assertThat(directions).extracting(Direction::name).containsExactly("class-0", "class-1", "class-2");
        assertThatThrownBy(() -> new LatentDirections(plain, null).ofClasses())
                .isInstanceOfSatisfying(AtelierException.class, problem -> assertThat(problem.exit())
                        .isEqualTo(Exit.USAGE))
                .hasMessageContaining("no styles");
        assertThatThrownBy(() -> new LatentDirections(plain, null).ofWeights(2)).hasMessageContaining("stylegan");
    }

    @Test
    void aDirectionTowardsBrightPicturesMakesThemBrighter() {
        // Examples: the generator's own pictures, the darker half and the brighter half.
        int count = 400;
        int values = 16 * 16 * 3;
        LatentDirections finder = new LatentDirections(plain, "class-1");
        byte[] pixels = new byte[count * values];
        double[] brightness = new double[count];
        try (Scope scope = Scope.withoutGradient()) {
            float[] made = Torch.toFloats(plain.pictures(5, 0, count, "class-1", 1)
                    .permute(0, 2, 3, 1)
                    .contiguous());
            for (int i = 0; i < made.length; i++) {
                int value = Math.round(Math.max(0, Math.min(255, 127.5f * (1 + made[i]))));
                pixels[i] = (byte) value;
                brightness[i / values] += value;
            }
        }
        double middle =
                Arrays.stream(brightness).sorted().skip(count / 2).findFirst().orElseThrow();
        int[] labels = Arrays.stream(brightness)
                .mapToInt(value -> value < middle ? 0 : 1)
                .toArray();
        List<Direction> found = finder.of(new LabelledPictures(pixels, labels, 16, 3), List.of("dark", "bright"));
        assertThat(found).singleElement().extracting(Direction::name).isEqualTo("bright");
        assertThat(found.get(0).share()).isBetween(0.005, 0.995);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor strip = finder.strip(found.get(0), 3, 2, 3);
            double dark = strip.narrow(0, 0, 1).mean().item_double();
            double bright = strip.narrow(0, 2, 1).mean().item_double();
            assertThat(bright).isGreaterThan(dark);
        }
    }

    @Test
    void aMixtureOfAPictureWithItselfIsThePictureAndAllLayersOfAnotherAreTheOther() {
        StyleMixing half = StyleMixing.finerHalf(styled);
        assertThat(half).isEqualTo(new StyleMixing(2, 3));
        try (Scope scope = Scope.withoutGradient()) {
            float[] rows = Torch.toFloats(styled.pictures(1, 0, 2, null, 1));
            float[] columns = Torch.toFloats(styled.pictures(2, 0, 3, null, 1));
            int values = rows.length / 2;
            float[] same = Torch.toFloats(half.pictures(styled, 1, 2, 1, 2, null, 1));
            assertThat(Arrays.copyOfRange(same, 0, values))
                    .containsExactly(Arrays.copyOfRange(rows, 0, values), within(1e-4f));
            assertThat(Arrays.copyOfRange(same, 3 * values, 4 * values))
                    .containsExactly(Arrays.copyOfRange(rows, values, 2 * values), within(1e-4f));
            float[] all = Torch.toFloats(StyleMixing.ofLayers(styled, "0-3").pictures(styled, 1, 2, 2, 3, null, 1));
            assertThat(Arrays.copyOfRange(all, 0, 3 * values)).containsExactly(columns, within(1e-4f));
            assertThat(Arrays.copyOfRange(all, 3 * values, 6 * values)).containsExactly(columns, within(1e-4f));
            float[] mixed = Torch.toFloats(half.pictures(styled, 1, 2, 2, 3, null, 1));
            assertThat(Arrays.copyOfRange(mixed, 0, values))
                    .isNotEqualTo(Arrays.copyOfRange(rows, 0, values))
                    .isNotEqualTo(Arrays.copyOfRange(columns, 0, values));
        }
    }

    @Test
    void layersThatAreNotThereAndModelsWithoutStylesAreRefused() {
        for (String layers : List.of("4", "2-4", "3-2", "x", "-1", "")) {
            assertThatThrownBy(() -> StyleMixing.ofLayers(styled, layers))
                    .as(layers)
                    .isInstanceOf(AtelierException.class)
                    .hasMessageContaining("0 (coarsest) to 3 (finest)");
        }
        assertThatThrownBy(() -> StyleMixing.finerHalf(plain)).hasMessageContaining("a gan has no styles");
    }

    @Test
    void aPictureOfTheModelsOwnIsFoundAgainFromNothingButItsPixels() {
        for (Generator generator : List.of(styled, plain)) {
            try (Scope scope = Scope.withoutGradient()) {
                Tensor wanted = generator.pictures(5, 0, 2, "class-1", 1);
                long[] labels = {1, 1};
                Projection begun = Projection.of(generator, wanted, labels, 0);
                Projection found = Projection.of(generator, wanted, labels, null);
                assertThat(found.styles()).isEqualTo(generator == styled);
                assertThat(found.vectors().sizes().vec().get()).containsExactly(2, 4);
                double first = begun.pictures().sub(wanted).square().mean().item_double();
                double last = found.pictures().sub(wanted).square().mean().item_double();
                assertThat(last).as(generator.modelName()).isLessThan(0.1 * first);
            }
        }
    }

    @Test
    void aDistanceIsTheErrorAtThreeSizesAndBeyondBlackAndWhiteThereIsNone() {
        try (Scope scope = Scope.withoutGradient()) {
            float[] image = new float[16];
            float[] pictures = new float[32];
            image[0] = 1;
            image[1] = -1;
            image[2] = 0.5f;
            System.arraycopy(image, 0, pictures, 0, 16);
            pictures[0] = 3;
            pictures[1] = -2;
            System.arraycopy(image, 0, pictures, 16, 16);
            pictures[16 + 2] = 1.5f;
            Tensor distances =
                    NearestVector.distance(Torch.fromFloats(pictures, 2, 1, 4, 4), Torch.fromFloats(image, 1, 1, 4, 4));
            // One pixel is off by one: 1/16; its quarter of the picture by 1/4: 1/16/4; the whole by 1/16: 1/256.
            float expected = 1 / 16f + 1 / 64f + 1 / 256f;
            assertThat(Torch.toFloats(distances)).containsExactly(new float[] {0, expected}, within(1e-6f));
        }
    }

    @Test
    void aProjectionDoesNotDependOnWhatIsBesideIt() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor wanted = plain.pictures(5, 0, 2, "class-1", 1);
            float[] both = Torch.toFloats(
                    Projection.of(plain, wanted, new long[] {1, 1}, 5).vectors());
            float[] second = Torch.toFloats(Projection.of(plain, wanted.narrow(0, 1, 1), new long[] {1}, 5)
                    .vectors());
            assertThat(Arrays.copyOfRange(both, 4, 8)).containsExactly(second, within(1e-5f));
        }
    }

    @Test
    void anEncodersAnswerIsImprovedByStepsAndCodesCannotBe() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor wanted = encoding.pictures(5, 0, 2, "class-1", 1);
            long[] labels = {1, 1};
            Tensor encoded = encoding.reconstruct(wanted, labels);
            Tensor improved = Projection.of(encoding, wanted, labels, 50).pictures();
            assertThat(improved.sub(wanted).square().mean().item_double())
                    .isLessThan(encoded.sub(wanted).square().mean().item_double());
            assertThat(Pixels.toBytes(tokens.reconstruct(wanted, labels))).isNotEmpty();
            assertThatThrownBy(() -> Projection.of(tokens, wanted, labels, 5))
                    .isInstanceOf(AtelierException.class)
                    .hasMessageContaining("do not change smoothly");
        }
    }
}
