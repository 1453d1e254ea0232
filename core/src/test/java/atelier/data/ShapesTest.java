package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShapesTest {
    /** SHA-256 of the first 400 pictures change only with a decision to draw something else; then the version does too. */
    @ParameterizedTest
    @CsvSource({
        "UPRIGHT, 86b61d92fc9b1693a4d7a9a5b3d6af97ad1c98387fda53e8deae067adbf0c9d1",
        "ANY, c93f9567a0be07e1d26bc558037b425e28e311cebbc05d0a18313ea405162fd2",
    })
    void theBytesAreTheSameOnEveryMachine(Shapes.Pose pose, String sha256) {
        var digest = PackedFormat.sha256();
        for (int i = 0; i < 400; i++) {
            digest.update(Shapes.draw(Shapes.factors(pose, i), Shapes.SIZE));
        }
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    }

    @SuppressWarnings("EnumOrdinal") // Only counts combinations.
    @Test
    void everyShapeAppearsEquallyOftenInEveryStyle() {
        long[] counts = new long[Shapes.names().size() * Shapes.Style.values().length];
        for (int i = 0; i < Shapes.COUNT; i++) {
            Shapes.Factors factors = Shapes.factors(i);
            counts[
                    factors.shape() * Shapes.Style.values().length
                            + factors.style().ordinal()]++;
        }
        assertThat(counts).containsOnly(300);
    }

    @ParameterizedTest
    @EnumSource
    void factorsFillTheirRangesEvenly(Shapes.Pose pose) {
        double hue = IntStream.range(0, Shapes.COUNT)
                .mapToDouble(i -> Shapes.factors(pose, i).hue())
                .average()
                .orElseThrow();
        assertThat(hue).isCloseTo(0.5, within(0.01));
        for (int i = 0; i < Shapes.COUNT; i++) {
            Shapes.Factors factors = Shapes.factors(pose, i);
            assertThat(factors.hue()).isBetween(0.0, 1.0);
            assertThat(factors.radius()).isBetween(pose.leastRadius(), pose.mostRadius());
            assertThat(factors.rotation()).isBetween(pose.leastRotation(), pose.mostRotation());
            assertThat(factors.x()).isBetween(pose.leastCentre(), pose.mostCentre());
            assertThat(factors.y()).isBetween(pose.leastCentre(), pose.mostCentre());
        }
        double rotation = IntStream.range(0, Shapes.COUNT)
                .mapToDouble(i -> Shapes.factors(pose, i).rotation())
                .average()
                .orElseThrow();
        assertThat(rotation).isCloseTo((pose.leastRotation() + pose.mostRotation()) / 2, within(3.0));
    }

    /** Both sets hold the same shapes and styles in the same order, and only one of them is known to the factor metrics. */
    @Test
    void turnedPicturesAreASetOfTheirOwn(@TempDir Path folder) {
        DataOptions options = TestPictures.options(folder);
        try (ImageDataset turned = Datasets.open(Shapes.TURNED, options, ProgressListener.NONE);
                ImageDataset upright = Datasets.open(Shapes.NAME, options, ProgressListener.NONE)) {
            byte[] pixels = new byte[3072];
            turned.images().copyImage(777, pixels, 0);
            assertThat(pixels).isEqualTo(Shapes.draw(Shapes.factors(Shapes.Pose.ANY, 777), 32));
            assertThat(turned.images().label(777)).isEqualTo(upright.images().label(777));
            assertThat(Shapes.drew(turned.test())).isFalse();
            assertThat(Shapes.drew(upright.test())).isTrue();
        }
    }

    @Test
    void theFigureLiesWhereItsFactorsSay() {
        for (int y = 40; y <= 60; y += 20) {
            Shapes.Factors factors = new Shapes.Factors(0, Shapes.Style.SOLID, 0, 0.25, 0, 0.4, y / 100.0, 0.5);
            byte[] pixels = Shapes.draw(factors, 100);
            byte[] middle = pixel(pixels, 40, y);
            assertThat(pixel(pixels, 40 - 20, y)).as("inside to the left").isEqualTo(middle);
            assertThat(pixel(pixels, 40, y - 20)).as("inside above").isEqualTo(middle);
            assertThat(pixel(pixels, 40 - 27, y)).as("outside").isNotEqualTo(middle);
        }
    }

    private static byte[] pixel(byte[] pixels, int x, int y) {
        return java.util.Arrays.copyOfRange(pixels, (y * 100 + x) * 3, (y * 100 + x) * 3 + 3);
    }

    @Test
    void distancesAreNegativeInsideAndPositiveOutside() {
        for (ShapeKind kind : ShapeKind.values()) {
            assertThat(kind.distance(3, 3)).isCloseTo(Math.sqrt(18) - 1, within(0.6));
            boolean hollow = kind == ShapeKind.RING || kind == ShapeKind.MOON;
            assertThat(kind.distance(hollow ? -0.76 : 0, 0)).as(kind.label()).isNegative();
        }
        assertThat(ShapeKind.RING.distance(0, 0)).isPositive();
        assertThat(ShapeKind.CROSS.distance(0, 0)).isCloseTo(-0.36 * Math.sqrt(2), within(1e-9));
    }

    @Test
    void theDataSetIsDrawnPackedAndLabelled(@TempDir Path folder) {
        DataOptions options = TestPictures.options(folder);
        try (ImageDataset dataset = Datasets.open("shapes", options, ProgressListener.NONE)) {
            assertThat(dataset.images().count()).isEqualTo(Shapes.COUNT);
            assertThat(dataset.size()).isEqualTo(32);
            assertThat(dataset.labelNames()).isEqualTo(Shapes.names());
            assertThat(dataset.train().count()).isBetween(9300, 9900);
            assertThat(dataset.validation().count()).isBetween(1050, 1350);
            assertThat(dataset.images().scan().duplicates()).isZero();
            byte[] pixels = new byte[3072];
            dataset.images().copyImage(777, pixels, 0);
            assertThat(pixels).isEqualTo(Shapes.draw(777, 32));
            assertThat(dataset.images().label(777))
                    .isEqualTo(Shapes.factors(777).shape());
        }
    }
}
