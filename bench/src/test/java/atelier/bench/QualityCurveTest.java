package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The points of a curve, and that a curve is not mixed with another. */
class QualityCurveTest {
    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        PrintWriter err = new PrintWriter(errors, true);
        PrintWriter out = new PrintWriter(new StringWriter());
        return BenchCommand.execute("bench/curve", new QualityCurve(out, err), out, err, arguments);
    }

    @Test
    void pointsEndWithTheRunAndLieApartByTheRootOfTwo() {
        List<Long> targets = QualityCurve.targets(4_000, 32_000);
        assertThat(targets).endsWith(16_000L, 22_627L, 32_000L).first().isEqualTo(4_000L);
        assertThat(targets).hasSize(7);
    }

    @Test
    void aPointStandsForEveryStopAndAnotherCurveIsRefused() throws IOException {
        Path out = folder.resolve("curve");
        String[] arguments = {
            "dcgan", "shapes", "--images", "128", "--first", "100", "--count", "100", "--out", out.toString()
        };
        assertThat(run(arguments)).as(errors.toString()).isZero();
        JsonNode curve = Exchange.JSON.readTree(out.resolve("curve.json").toFile());
        assertThat(curve.path("points")).hasSize(1);
        JsonNode point = curve.path("points").get(0);
        assertThat(point.path("images").asLong()).isBetween(128L, 192L);
        assertThat(point.path("frechet-distance").asDouble()).isPositive();
        String before = Files.readString(out.resolve("curve.json"));
        assertThat(run(arguments)).as("nothing is left to do").isZero();
        assertThat(run(
                        "dcgan",
                        "shapes",
                        "--images",
                        "192",
                        "--first",
                        "150",
                        "--count",
                        "100",
                        "--out",
                        out.toString()))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("another curve");
        assertThat(Files.readString(out.resolve("curve.json"))).isEqualTo(before);
    }
}
