package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.TinyPictures;
import atelier.evaluation.Metric;
import atelier.evaluation.Metrics;
import atelier.experiment.RunFolder;
import atelier.experiment.TinyRuns;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    private static final int ROWS = 400;
    private static final int DIMENSIONS = 8;

    @TempDir
    Path folder;

    /** Independent normal values around a mean, as numpy would save them. */
    private String features(String name, int dimensions, double mean, long seed) throws IOException {
        return features(name, ROWS, dimensions, mean, seed, "<f4");
    }

    private String features(String name, int rows, int dimensions, double mean, long seed, String type)
            throws IOException {
        Random random = new Random(seed);
        int bytes = Integer.parseInt(type.substring(2));
        ByteBuffer data = ByteBuffer.allocate(rows * dimensions * bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * dimensions; i++) {
            double value = mean + random.nextGaussian();
            if (bytes == Double.BYTES) {
                data.putDouble(value);
            } else {
                data.putFloat((float) value);
            }
        }
        String header =
                "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + rows + ", " + dimensions + "), }";
        header = header + " ".repeat(117 - header.length()) + "\n";
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(data.array());
        }
        return file.toString();
    }

    @Test
    void featuresFromFilesAreComparedByEveryMetricThatApplies() throws IOException {
        Terminal answer = Terminal.run(
                "evaluate",
                "--features-npy",
                features("real.npy", DIMENSIONS, 0, 1),
                features("generated.npy", DIMENSIONS, 1, 2),
                "--json");
        JsonNode metrics = answer.json().path("metrics");
        // Two unit normals whose means differ by 1 in each of 8 dimensions: squared distance 8, and sampling noise.
        assertThat(metrics.path("frechet-distance").path("value").asDouble()).isCloseTo(8, within(1.0));
        assertThat(metrics.path("ct").path("value").isNull()).isTrue();
        assertThat(metrics.path("ct").path("reason").asText()).contains("--train-npy");
        assertThat(metrics)
                .allSatisfy(
                        score -> assertThat(score.path("convention").asText()).isNotEmpty());
    }

    /** Every name that scripts may ask for. */
    private static final List<String> NAMES = List.of(
            "frechet-distance",
            "fd-infinity",
            "kid",
            "cmmd",
            "precision",
            "recall",
            "density",
            "coverage",
            "realism",
            "vendi",
            "sliced-wasserstein",
            "inception-score",
            "ms-ssim",
            "lpips",
            "psnr",
            "ssim",
            "ct",
            "authpct",
            "cas",
            "elbo",
            "iw-bound",
            "bits-per-dim");

    private static JsonNode complete(Terminal answer) throws IOException {
        JsonNode metrics = answer.json().path("metrics");
        assertThat(metrics.fieldNames()).toIterable().containsAll(NAMES);
        assertThat(metrics.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(
                        Metrics.catalogue().stream().map(Metric::name).toList());
        metrics.fields().forEachRemaining(entry -> {
            JsonNode score = entry.getValue();
            assertThat(score.path("convention").asText()).as(entry.toString()).isNotEmpty();
            if (!score.path("value").isNumber()) {
                assertThat(score.path("value").isNull()).as(entry.toString()).isTrue();
                assertThat(score.path("reason").asText()).as(entry.toString()).isNotBlank();
            }
        });
        return metrics;
    }

    @Test
    void everyNameIsThereForFeatureFiles() throws IOException {
        String real = features("real.npy", DIMENSIONS, 0, 1);
        String generated = features("generated.npy", DIMENSIONS, 0, 2);
        String training = features("train.npy", DIMENSIONS, 0, 3);
        complete(Terminal.run("evaluate", "--features-npy", real, generated, "--json"));
        JsonNode metrics = complete(
                Terminal.run("evaluate", "--features-npy", real, generated, "--train-npy", training, "--json"));
        assertThat(metrics.path("ct").path("value").isNumber()).isTrue();
        assertThat(metrics.path("cas").path("reason").asText()).isNotBlank();
    }

    @Test
    void everyNameIsThereForARunAndForFolders() throws IOException {
        Path run = TinyRuns.finished(folder, "vae");
        JsonNode own = complete(Terminal.run("evaluate", run.toString(), "--json"));
        assertThat(own.path("psnr").path("value").isNumber()).isTrue();
        assertThat(own.path("elbo").path("value").asDouble())
                .isLessThanOrEqualTo(own.path("iw-bound").path("value").asDouble());
        assertThat(own.path("bits-per-dim").path("reason").asText()).contains("density");
        // Its own pictures by their path are those that it has not seen, too.
        String given = new RunFolder(run).read().path("data").path("given").asText();
        assertThat(complete(Terminal.run("evaluate", run.toString(), "--against", given, "--json")))
                .isEqualTo(own);
        // Pictures with the same classes as the real ones: a classifier can learn from them.
        Path real = TinyPictures.folder(folder.resolve("real"), 60, 3, 16, 3);
        JsonNode labelled = complete(Terminal.run("evaluate", real.toString(), "--against", real.toString(), "--json"));
        assertThat(labelled.path("cas").path("value").isNumber()).isTrue();
        assertThat(labelled.path("psnr").path("reason").asText()).isNotBlank();
        JsonNode against = complete(Terminal.run("evaluate", run.toString(), "--against", real.toString(), "--json"));
        assertThat(against.path("cas").path("value").isNumber()).isTrue();
        Path flat = TinyPictures.folder(folder.resolve("flat"), 60, 0, 16, 3);
        JsonNode unlabelled =
                complete(Terminal.run("evaluate", flat.toString(), "--against", real.toString(), "--json"));
        assertThat(unlabelled.path("cas").path("reason").asText()).isEqualTo("no-labels");
        JsonNode others = complete(Terminal.run(
                "evaluate",
                TinyPictures.folder(folder.resolve("more"), 60, 5, 16, 3).toString(),
                "--against",
                real.toString(),
                "--json"));
        assertThat(others.path("cas").path("reason").asText()).contains("class-4");
    }

    /** Pictures from any tool, that happen to be those that it was trained on. */
    @Test
    void aFolderOfCopiesIsFoundOutWhereTheTrainingPicturesAreGiven() throws IOException {
        Path real = TinyPictures.folder(folder.resolve("real"), 240, 3, 16, 3);
        Path trained = folder.resolve("trained");
        for (int i = 0; i < 120; i++) {
            String name = "class-%d/%04d.png".formatted(i % 3, i);
            Files.createDirectories(trained.resolve(name).getParent());
            Files.move(real.resolve(name), trained.resolve(name));
        }
        Path pairs = folder.resolve("closest.png");
        List<String> command = List.of(
                "evaluate",
                trained.toString(),
                "--against",
                real.toString(),
                "--metrics",
                "authpct,ct,copied,precision");
        JsonNode without = Terminal.run(with(command, "--json")).json();
        assertThat(without.path("faults")).isEmpty();
        assertThat(without.has("closest")).isFalse();
        Terminal answer =
                Terminal.run(with(command, "--train", trained.toString(), "--closest", pairs.toString(), "--json"));
        JsonNode found = answer.json();
        assertThat(found.at("/metrics/authpct/value").asDouble(-1)).isZero();
        assertThat(found.at("/metrics/authpct/floor").asDouble()).isGreaterThan(5);
        assertThat(found.at("/metrics/ct/value").isNumber()).isTrue();
        assertThat(found.at("/metrics/precision/floor").isNumber()).isTrue();
        assertThat(found.path("faults").findValuesAsText("fault")).containsExactly("memorised");
        assertThat(found.path("closest").path("pairs")).hasSize(12);
        assertThat(found.at("/closest/pairs/11/distance").asDouble(-1)).isCloseTo(0, within(1e-3));
        assertThat(ImageIO.read(pairs.toFile()).getWidth()).isGreaterThan(12 * 16);
        Terminal told = Terminal.run(with(command, "--train", trained.toString()));
        assertThat(told.out()).contains("fault: memorised, by copied", "closest to training pictures: ");
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void pairsWithoutTrainingPicturesAndTrainingPicturesBesideFeaturesAreRefused() throws IOException {
        Path real = TinyPictures.folder(folder.resolve("real"), 60, 3, 16, 3);
        Path pairs = folder.resolve("closest.png");
        Terminal none = Terminal.run(
                "evaluate",
                real.toString(),
                "--against",
                real.toString(),
                "--metrics",
                "authpct",
                "--closest",
                pairs.toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--train DATA");
        assertThat(pairs).doesNotExist();
        String file = features("real.npy", DIMENSIONS, 0, 1);
        Terminal mixed = Terminal.run("evaluate", "--features-npy", file, file, "--train", real.toString());
        assertThat(mixed.code()).isEqualTo(2);
        assertThat(mixed.err()).contains("--train-npy");
    }

    @Test
    void theTrainingPicturesOfARunMayBeNamedAndAreReadAsItsOwnWere() throws IOException {
        Path run = TinyRuns.finished(folder, "vae");
        // Pictures of another shape: cut or padded as the run's own were, they have its size.
        Path other = TinyPictures.folder(folder.resolve("other"), 60, 3, 24, 3);
        String[] command = {"evaluate", run.toString(), "--metrics", "authpct", "--json"};
        JsonNode own = Terminal.run(command).json();
        JsonNode named = Terminal.run(with(List.of(command), "--train", other.toString()))
                .json();
        assertThat(named.at("/metrics/authpct")).isNotEqualTo(own.at("/metrics/authpct"));
        Terminal missing = Terminal.run(
                with(List.of(command), "--train", folder.resolve("none").toString()));
        assertThat(missing.code()).isEqualTo(3);
        Path pairs = folder.resolve("closest.png");
        assertThat(Terminal.run(with(List.of(command), "--train", other.toString(), "--closest", pairs.toString()))
                        .code())
                .isZero();
        assertThat(pairs).exists();
    }

    @Test
    void optionsThatWouldHaveNoEffectAreRefused() throws IOException {
        String file = features("real.npy", DIMENSIONS, 0, 1);
        for (List<String> useless : List.of(
                List.of("--against", "shapes"),
                List.of("--features", "mobilenetv2"),
                List.of("--count", "100"),
                List.of("--sampler", "normal"),
                List.of("--device", "cpu"),
                List.of("--size", "32"),
                List.of("--set", "features.size=224"))) {
            Terminal answer = Terminal.run(
                    with(List.of("evaluate", "--features-npy", file, file), useless.toArray(String[]::new)));
            assertThat(answer.code()).as(useless + answer.err()).isEqualTo(2);
            assertThat(answer.err()).contains(useless.get(0) + " has no effect");
        }
        Path run = TinyRuns.finished(folder, "vae");
        Terminal rows = Terminal.run("evaluate", run.toString(), "--train-npy", file);
        assertThat(rows.code()).isEqualTo(2);
        assertThat(rows.err()).contains("--train-npy has no effect");
        for (List<String> other :
                List.of(List.of("--size", "32"), List.of("--fit", "pad"), List.of("--background", "#000000"))) {
            Terminal answer = Terminal.run(with(List.of("evaluate", run.toString()), other.toArray(String[]::new)));
            assertThat(answer.code()).as(other + answer.err()).isEqualTo(2);
            assertThat(answer.err()).contains(other.get(0)).contains("the run's pictures");
        }
        Path out = folder.resolve("pairs.png");
        String pictures = folder.resolve("pictures").toString();
        Terminal small = Terminal.run("reconstruct", run.toString(), pictures, "--size", "32", "--out", out.toString());
        assertThat(small.code()).as(small.err()).isEqualTo(2);
        assertThat(Terminal.run("evaluate", run.toString(), "--metrics", "psnr", "--size", "16")
                        .code())
                .as("its own size")
                .isZero();
    }

    @Test
    void pairsThatNoMetricLooksForAreRefusedBeforeAnythingIsRead() {
        Terminal answer = Terminal.run(
                "evaluate",
                folder.resolve("none").toString(),
                "--against",
                "none",
                "--metrics",
                "psnr",
                "--closest",
                folder.resolve("closest.png").toString());
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--metrics names none of");
    }

    @Test
    void scoresArePrintedAlthoughThePairsCannotBeWritten() throws IOException {
        Path run = TinyRuns.finished(folder, "vae");
        Path nowhere = Files.writeString(folder.resolve("file"), "no folder").resolve("closest.png");
        Terminal answer =
                Terminal.run("evaluate", run.toString(), "--metrics", "authpct", "--closest", nowhere.toString());
        assertThat(answer.code()).isNotZero();
        assertThat(answer.out()).contains("authpct");
    }

    @Test
    void aGanReconstructsByInversionWhereItIsAskedByName() throws IOException {
        Path run = TinyRuns.finished(folder, "gan");
        JsonNode psnr = Terminal.run("evaluate", run.toString(), "--metrics", "psnr", "--json")
                .json()
                .at("/metrics/psnr");
        assertThat(psnr.path("value").asDouble()).isBetween(3.0, 60.0);
        assertThat(psnr.path("convention").asText()).contains("latent inversion", "200 steps");
        assertThat(psnr.path("reason").asText()).contains("not comparable with an encoder");
        assertThat(psnr.path("count").asInt()).isLessThanOrEqualTo(16);
    }

    @Test
    void theTableNamesWhatDoesNotApply() throws IOException {
        Terminal answer = Terminal.run(
                "evaluate",
                "--features-npy",
                features("real.npy", DIMENSIONS, 0, 1),
                features("generated.npy", DIMENSIONS, 0, 2),
                "--metrics",
                "frechet-distance,ct");
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("frechet-distance").contains("no ct: ");
    }

    @Test
    void tooFewRowsAreRefused() throws IOException {
        String real = features("real.npy", DIMENSIONS, 0, 1);
        String one = features("one.npy", 1, DIMENSIONS, 0, 2, "<f4");
        Terminal single = Terminal.run("evaluate", "--features-npy", real, one, "--json");
        assertThat(single.code()).isEqualTo(3);
        assertThat(single.err()).contains("one.npy").contains("1 row").contains("at least 2");
        assertThat(single.out()).isEmpty();
        String three = features("three.npy", 3, DIMENSIONS, 0, 2, "<f4");
        Terminal few = Terminal.run("evaluate", "--features-npy", three, real, "--metrics", "precision,kid", "--json");
        assertThat(few.code()).as("kid can be computed").isZero();
        Terminal none = Terminal.run("evaluate", "--features-npy", three, real, "--metrics", "precision,realism");
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("precision needs at least 4").contains("3 real");
    }

    /** Nothing is wrong with the rows: the metric needs what was not given. */
    @Test
    void aMetricThatNeedsTrainingRowsHasNoValueAndAReason() throws IOException {
        String real = features("real.npy", DIMENSIONS, 0, 1);
        Terminal answer = Terminal.run("evaluate", "--features-npy", real, real, "--metrics", "ct", "--json");
        assertThat(answer.code()).as(answer.err()).isZero();
        JsonNode ct = answer.json().at("/metrics/ct");
        assertThat(ct.path("value").isNull()).isTrue();
        assertThat(ct.path("reason").asText()).contains("--train-npy");
        assertThat(Terminal.run("evaluate", "--features-npy", real, real, "--metrics", "psnr", "--json")
                        .code())
                .as("of pictures only")
                .isZero();
    }

    @Test
    void roundingOfFloat64IsSaid() throws IOException {
        JsonNode metrics = Terminal.run(
                        "evaluate",
                        "--features-npy",
                        features("real.npy", ROWS, DIMENSIONS, 0, 1, "<f8"),
                        features("generated.npy", DIMENSIONS, 1, 2),
                        "--metrics",
                        "frechet-distance",
                        "--json")
                .json()
                .path("metrics");
        assertThat(metrics.path("frechet-distance").path("convention").asText()).contains("float64 rounded to float32");
        assertThat(metrics.path("frechet-distance").path("value").asDouble()).isCloseTo(8, within(1.0));
    }

    @Test
    void rowsOfDifferentLengthAreRefused() throws IOException {
        Terminal answer = Terminal.run(
                "evaluate", "--features-npy", features("real.npy", 8, 0, 1), features("generated.npy", 4, 0, 2));
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).contains("8 dimensions").contains("of 4");
    }

    @Test
    void anUnknownMetricIsRefused() throws IOException {
        String file = features("real.npy", DIMENSIONS, 0, 1);
        assertThat(Terminal.run("evaluate", "--features-npy", file, file, "--metrics", "fid")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void withoutAnythingToEvaluateItSaysWhatIsExpected() {
        Terminal answer = Terminal.run("evaluate");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--features-npy");
    }

    @Test
    void scoresThatWouldStandOnNoPicturesAreRefusedBeforeAnythingIsTrained() {
        Path out = folder.resolve("compared");
        Terminal answer = Terminal.run("compare", "--count", "0", "--out", out.toString());
        assertThat(answer.code()).as(answer.err()).isEqualTo(2);
        assertThat(answer.err()).contains("is 0, expected at least 1");
        assertThat(out).doesNotExist();
    }
}
