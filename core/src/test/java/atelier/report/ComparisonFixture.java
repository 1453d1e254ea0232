package atelier.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Writes a believable comparison into a folder: synthetic pictures and made-up numbers, every file that a comparison
 * leaves. Tests then break what they want to see broken. The main method writes one to look at.
 */
final class ComparisonFixture {
    static final List<String> MODELS = List.of("vae", "gan", "vaegan");
    static final List<String> CLASSES = List.of("circle", "square", "triangle", "star");
    private static final int[] FRAMES = {0, 1024, 2048, 4096, 8192, 16384, 24576, 32768, 40960};

    private final Path folder;
    private final String dataName;

    ComparisonFixture(Path folder, String dataName) {
        this.folder = folder;
        this.dataName = dataName;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        new ComparisonFixture(folder, "shapes").write();
        if (arguments.length > 2) {
            new ComparisonFixture(folder, "shapes")
                    .fail("vaegan", "non-finite loss at image 12,032, rolled back three times");
        }
        System.out.println(Report.write(folder, Language.of(arguments[1])));
    }

    Path write() {
        try {
            FixturePictures.grid(folder.resolve("pictures/real.png"), 8, 8, i -> FixturePictures.tile(1000 + i, 0, 0));
            FixturePictures.grid(folder.resolve("pictures/real-train.png"), 8, 8, i -> FixturePictures.tile(i, 0, 0));
            for (String model : MODELS) {
                pictures(folder.resolve("runs/" + model + "-0"), MODELS.indexOf(model));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writeNumbers();
    }

    /** The same without pictures, which take longest. */
    Path writeNumbers() {
        try {
            write("comparison.json", comparison());
            write("verdict.json", verdict());
            for (String model : MODELS) {
                run(model);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Turns a finished run into one that failed before anything was measured. */
    void fail(String model, String reason) throws IOException {
        Path run = folder.resolve("runs/" + model + "-0");
        Files.delete(run.resolve("scores.json"));
        Files.deleteIfExists(run.resolve("pictures/samples.png"));
        ObjectNode manifest =
                (ObjectNode) Stored.JSON.readTree(run.resolve("run.json").toFile());
        manifest.put("status", "failed").put("failure", reason);
        write("runs/" + model + "-0/run.json", manifest);
        ObjectNode verdict =
                (ObjectNode) Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        for (var entry : verdict.path("models")) {
            if (model.equals(entry.path("name").asText())) {
                ((ObjectNode) entry).putObject("scores");
            }
        }
        write("verdict.json", verdict);
    }

    void write(String file, ObjectNode node) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, Stored.JSON.writeValueAsString(node), StandardCharsets.UTF_8);
    }

    private ObjectNode comparison() {
        ObjectNode root = Stored.JSON.createObjectNode().put("version", 1);
        ObjectNode data = root.putObject("data").put("name", dataName).put("path", dataName);
        data.put("size", 32).put("channels", 3).put("trainCount", 16000).put("validationCount", 2000);
        data.put("testCount", 4000)
                .put("contentHash", "9f2c61e0b7a84d3395c1f0aa27d6be41d8e3f7c2a0b95164e7d83c1f52a690bd");
        data.put("licence", "Apache-2.0").put("undecodable", 2).put("droppedFromTraining", 0);
        CLASSES.forEach(data.putArray("labelNames")::add);
        FixtureDetails.card(root.putObject("dataCard"));
        ObjectNode protocol = root.putObject("protocol").put("budgetSeconds", 60);
        protocol.putArray("seeds").add(0);
        protocol.put("featureNetwork", "atelier-32")
                .put("evaluationCount", 4000)
                .put("threads", 2);
        protocol.put("precision", "float32").put("device", "cpu").put("created", "2026-11-22T20:47:07Z");
        protocol.put("codeVersion", "0.1.0 (6e8ebb5)")
                .put("command", "./atelier compare " + dataName + " --budget 60s --seeds 1");
        ObjectNode host = protocol.putObject("host").put("os", "Linux amd64").put("cpu", "2 × x86-64, AVX2");
        host.put("cores", 2).put("memory", "24 GiB").put("jdk", "17.0.15");
        MODELS.forEach(root.putArray("models")::add);
        return root;
    }

    private ObjectNode verdict() {
        ObjectNode root = Stored.JSON.createObjectNode().put("version", 1);
        root.putObject("protocol").putArray("seeds").add(0);
        ArrayNode models = root.putArray("models");
        for (String model : MODELS) {
            ObjectNode entry = models.addObject().put("name", model);
            entry.putArray("runs").add(model + "-0");
            scores(entry.putObject("scores"), model, 1);
        }
        ArrayNode verdicts = root.putArray("verdicts");
        verdict(verdicts, "realism", "gan", "vaegan", "precision", 0.04, 0.022, 0.058)
                .put("status", "winner")
                .put("probability", 0.9871)
                .put("covers", "samples")
                .putObject("toDecide")
                .put("state", "one-seed")
                .put("seedSpread", 0.0123);
        ObjectNode open = verdict(verdicts, "diversity", null, "gan", "coverage", 0.012, -0.011, 0.036);
        open.put("status", "zero-inside").put("leader", "vaegan").put("probability", 0.71);
        open.put("covers", "samples").putArray("unbeaten").add("gan").add("vae");
        open.putObject("toDecide").put("state", "one-seed").put("pictures", 21000);
        verdict(verdicts, "augmentation", null, null, "cas", null, null, null).put("reason", "no-labels");
        verdict(verdicts, "reconstruction", "vae", "vaegan", "psnr", 1.81, 1.64, 1.99);
        verdict(verdicts, "speed", "gan", "vae", "samples-per-second", 412, 371, 455);
        ObjectNode overall = root.putObject("overall")
                .put("use", "overall")
                .put("winner", "gan")
                .put("runnerUp", "vaegan");
        overall.put("metric", "frechet-distance")
                .put("difference", -34.2)
                .put("low", -40.9)
                .put("high", -28.1);
        ObjectNode folk = root.putObject("folkRule").put("realism", "confirmed").put("variety", "undecided");
        folkTest(folk.putArray("tests"), "realism", "gan", "vae", 0.19);
        folk.withArray("tests").addObject().put("claim", "variety").put("outcome", "undecided");
        crossPlay(root.putObject("crossPlay"));
        sensitivity(root.putObject("sensitivity"));
        ArrayNode controls = root.putArray("controls");
        for (String control : List.of("held-out", "perturbed", "blurred", "noisy", "single-mode", "memorised")) {
            for (String metric : List.of("frechet-distance", "kid", "precision", "recall", "density", "coverage")) {
                boolean passed = !(control.equals("memorised") && metric.equals("density"));
                controls.addObject().put("name", control).put("metric", metric).put("passed", passed);
            }
        }
        return root;
    }

    private static void sensitivity(ObjectNode into) {
        ArrayNode variants = into.putArray("variants");
        variants.addObject().put("name", "features").put("what", "features pixels-12, 1000 generated");
        variants.addObject().put("name", "half").put("what", "half of the pictures of each kind");
        ObjectNode use = into.putArray("uses").addObject().put("use", "realism").put("winner", "gan");
        use.put("metric", "precision").put("survives", false);
        use.withArray("results")
                .addObject()
                .put("variant", "features")
                .put("outcome", "same")
                .put("winner", "gan")
                .put("metric", "precision")
                .put("difference", 0.071);
        use.withArray("results")
                .addObject()
                .put("variant", "half")
                .put("outcome", "undecided")
                .put("metric", "precision")
                .put("difference", 0.033);
    }

    private static void folkTest(ArrayNode into, String claim, String first, String second, double difference) {
        ObjectNode test = into.addObject().put("claim", claim).put("outcome", "confirmed");
        test.put("metric", "precision").put("adjusted", 0.002);
        test.putObject("between")
                .put("first", first)
                .put("second", second)
                .put("difference", difference)
                .put("low", difference - 0.04)
                .put("high", difference + 0.04);
    }

    private static void crossPlay(ObjectNode into) {
        List<String> columns = List.of("vae", "gan", "vaegan", "real");
        columns.forEach(into.putArray("columns")::add);
        ArrayNode rows = into.putArray("rows");
        for (String judge : List.of("vae", "gan", "vaegan", "gan")) {
            ObjectNode row = rows.addObject().put("judge", judge).put("kind", rows.size() > 3 ? "own" : "fresh");
            for (String column : columns) {
                double value = column.equals("real") ? 0.49 : column.equals(judge) ? 0.93 : 0.71;
                row.withArray("auc")
                        .addObject()
                        .put("value", value)
                        .put("low", value - 0.02)
                        .put("high", value + 0.02);
            }
        }
        into.put("trained", 1000).put("judged", 1000).put("heldOut", 1000).put("convention", "area under the curve");
    }

    private static ObjectNode verdict(
            ArrayNode verdicts,
            String use,
            String winner,
            String against,
            String metric,
            Number difference,
            Number low,
            Number high) {
        ObjectNode verdict =
                verdicts.addObject().put("use", use).put("winner", winner).put("metric", metric);
        if (against != null) {
            verdict.put("runnerUp", against);
        }
        if (difference != null) {
            verdict.put("difference", difference.doubleValue()).put("low", low.doubleValue());
            verdict.put("high", high.doubleValue()).put("confidence", winner == null ? "none" : "low");
        }
        return verdict;
    }

    private static void scores(ObjectNode into, String model, double worse) {
        int i = MODELS.indexOf(model);
        score(into, "frechet-distance", new double[] {181.4, 98.3, 132.5}[i] * worse, 0.03, 12.5);
        score(into, "kid", new double[] {0.0921, 0.0312, 0.0587}[i] * worse, 0.05, 0.0009);
        score(into, "precision", new double[] {0.62, 0.81, 0.77}[i] / worse, 0.02, 0.87);
        score(into, "density", new double[] {0.71, 1.08, 0.93}[i] / worse, 0.03, 1.0);
        score(into, "recall", new double[] {0.44, 0.58, 0.49}[i] / worse, 0.04, 0.88);
        score(into, "coverage", new double[] {0.571, 0.752, 0.764}[i] / worse, 0.03, 0.94);
        if (i != 1 && worse == 1) {
            score(into, "psnr", new double[] {24.63, 0, 22.82}[i], 0.006, null);
            score(into, "ssim", new double[] {0.861, 0, 0.842}[i], 0.01, null);
            score(into, "elbo", new double[] {2410, 0, 2655}[i], 0.01, null);
        } else if (worse == 1) {
            into.putObject("psnr").putNull("value").put("reason", "no-encoder");
        }
        if (worse == 1) {
            score(into, "ct", new double[] {3.2, -0.7, 1.4}[i], 0.2, 0.1);
            score(into, "authpct", new double[] {93, 78, 88}[i], 0.02, 71.0);
        }
    }

    private static void score(ObjectNode into, String metric, double value, double spread, Double floor) {
        into.putObject(metric)
                .put("value", value)
                .put("low", value * (1 - spread))
                .put("high", value * (1 + spread))
                .put("floor", floor)
                .put("convention", "atelier-32 features, 4000 against 4000, interval 95 % by bootstrap over samples")
                .put("count", 4000);
    }

    private void run(String model) throws IOException {
        String run = "runs/" + model + "-0/";
        int i = MODELS.indexOf(model);
        ObjectNode manifest = Stored.JSON
                .createObjectNode()
                .put("version", 1)
                .put("model", model)
                .put("seed", 0);
        ObjectNode settings = manifest.putObject("settings");
        settings.putObject("training")
                .put("batchSize", 32)
                .put("learningRate", 0.001)
                .put("images", 40960)
                .put("seed", 0);
        settings.putObject("model").put("latentSize", 24).put("width", 48);
        manifest.put("status", "finished")
                .putNull("failure")
                .put("imagesSeen", 40960)
                .put("rollbacks", i)
                .put("trainingSeconds", 60.4 + i);
        manifest.putObject("shape").put("labels", CLASSES.size());
        manifest.putObject("data").put("trainCount", 16000).put("licence", "Apache-2.0");
        manifest.putObject("parameters").put("total", 1912345 + i * 310000).put("generator", 941234 + i * 1000);
        write(run + "run.json", manifest);
        ObjectNode scores = Stored.JSON
                .createObjectNode()
                .put("version", 1)
                .put("model", model)
                .put("features", "atelier-32");
        scores(scores.putObject("scores"), model, 1);
        if (i != 1) {
            scores.put("sampler", "gmm");
            scores(scores.putObject("samplers").putObject("normal"), model, 1.9);
        }
        scores.putObject("cost")
                .put("trainingSeconds", 60.4 + i)
                .put("cpuSeconds", 112.8 + i)
                .put("peakMemoryBytes", 1.31e9)
                .put("samplesPerSecond", 2210 - 300 * i)
                .putObject("latencyMillis")
                .put("p50", 1.25 + i)
                .put("p99", 3.5 + i)
                .put("count", 200);
        ObjectNode closest = scores.putObject("closest");
        closest.put("median", 5.21 + i).put("heldOutMedian", 4.87).put("training", 10_000);
        closest.withArray("pairs").addObject().put("sample", 17).put("distance", 1.23);
        closest.withArray("pairs").addObject().put("sample", 4).put("distance", 1.94);
        FixtureDetails.perClass(scores.putObject("perClass"), i);
        FixtureDetails.distances(scores.putObject("distanceBySize"), i);
        write(run + "scores.json", scores);
        log(folder.resolve(run + "log.jsonl"), i);
    }

    private static void log(Path file, int model) throws IOException {
        StringBuilder lines = new StringBuilder();
        Random random = new Random(model);
        for (int images = 128; images <= 40960; images += 128) {
            double part = images / 40960.0;
            ObjectNode line =
                    Stored.JSON.createObjectNode().put("images", images).put("seconds", 60 * part);
            ObjectNode losses = line.putObject("losses");
            double jitter = random.nextGaussian();
            if (model == 1) {
                losses.put("generator", 0.75 - 0.2 * part + 0.05 * jitter)
                        .put("critic", 0.6 - 0.1 * part + 0.03 * jitter);
                losses.put("gradient", 0.2 * part + 0.02 * Math.abs(jitter))
                        .put("margin", 0.9 - 0.4 * part + 0.04 * jitter);
            } else {
                losses.put("reconstruction", -930 - 910 * (1 - Math.exp(-part * 6)) + 10 * jitter)
                        .put("kl", 34 * Math.sqrt(part) + jitter)
                        .put("mse", 0.01 + 0.05 * Math.exp(-part * 8) + 0.0008 * Math.abs(jitter));
            }
            lines.append(Stored.JSON.writeValueAsString(line)).append('\n');
            if (images % 4096 == 0) {
                ObjectNode measured =
                        Stored.JSON.createObjectNode().put("images", images).put("seconds", 60 * part);
                measured.putObject("metrics")
                        .put("frechet-distance", new double[] {175, 95, 130}[model] + 400 * Math.exp(-part * 4))
                        .put("recall", new double[] {0.44, 0.58, 0.49}[model] * (1 - Math.exp(-part * 5)));
                lines.append(Stored.JSON.writeValueAsString(measured)).append('\n');
            }
        }
        lines.append("{\"images\":41");
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines, StandardCharsets.UTF_8);
    }

    private static void pictures(Path run, int model) throws IOException {
        int blur = new int[] {3, 0, 1}[model];
        double noise = new double[] {0.005, 0.05, 0.03}[model];
        for (int frame : FRAMES) {
            double early = Math.exp(-frame / 8000.0);
            FixturePictures.grid(
                    run.resolve(String.format("samples/%09d.png", frame)),
                    8,
                    8,
                    i -> FixturePictures.tile(2000 + model * 100 + i, blur + (int) (9 * early), noise + 0.25 * early));
        }
        FixturePictures.grid(
                run.resolve("pictures/samples.png"),
                8,
                8,
                i -> FixturePictures.tile(3000 + model * 100 + i, blur, noise));
        FixturePictures.grid(
                run.resolve("pictures/neighbours.png"),
                4,
                8,
                i -> i % 2 == 0
                        ? FixturePictures.tile(3000 + model * 100 + i, blur, noise)
                        : FixturePictures.tile(i * 31L, 0, 0));
        if (model != 1) {
            FixturePictures.grid(
                    run.resolve("pictures/samples-normal.png"),
                    8,
                    8,
                    i -> FixturePictures.tile(4000 + model * 100 + i, blur + 4, 0.1));
            FixturePictures.grid(run.resolve("pictures/reconstructions.png"), 6, 8, i -> {
                long seed = 1000 + (i / 24) * 8L + i % 8;
                return switch (i / 8 % 3) {
                    case 0 -> FixturePictures.tile(seed, 0, 0);
                    case 1 -> FixturePictures.tile(seed, blur, noise);
                    default ->
                        FixturePictures.error(
                                FixturePictures.tile(seed, 0, 0), FixturePictures.tile(seed, blur, noise));
                };
            });
        }
    }
}
