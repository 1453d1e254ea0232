package atelier.bench;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.evaluation.FrechetDistance;
import atelier.evaluation.SetPair;
import atelier.experiment.Protocol;
import atelier.experiment.RunFolder;
import atelier.experiment.Samples;
import atelier.experiment.TrainedModel;
import atelier.experiment.TrainingRun;
import atelier.model.Models;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import atelier.torch.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bench/curve}: how good a model is after how many pictures and seconds of one run. The run is stopped at points
 * that lie apart by the square root of two, its averaged weights make pictures there, and it goes on as if nothing had
 * been.
 */
@Command(
        name = "bench/curve",
        mixinStandardHelpOptions = true,
        description = {
            "Trains one run and measures its Fréchet distance to the held-out pictures on the way.",
            "The same command goes on with a curve that was stopped.",
            ""
        })
public final class QualityCurve implements Callable<Integer> {
    private static final long SEED_OF_PICTURES = 20_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private volatile long seen;
    private @Nullable String shown;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Such as gan.")
    private String model;

    @Parameters(index = "1", paramLabel = "DATA", description = "As for ./atelier train, such as fashion-mnist.")
    private String data;

    @Option(names = "--images", required = true, paramLabel = "N", description = "Length of the run.")
    private long images;

    @Option(
            names = "--first",
            paramLabel = "N",
            description = "Images before which nothing is measured. Default: ${DEFAULT-VALUE}.")
    private long first = 4_000;

    @Option(names = "--seed", paramLabel = "S", description = "Of the run. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--count",
            paramLabel = "N",
            description =
                    "Generated pictures per point, against at most 10,000 held-out ones. Default: ${DEFAULT-VALUE}.")
    private int count = 5_000;

    @Option(
            names = "--features",
            paramLabel = "NAME",
            description =
                    "As for ./atelier evaluate; weights lie where ATELIER_WEIGHTS says. Default: ${DEFAULT-VALUE}.")
    private String features = "atelier-32";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Holds the run and curve.json.")
    private Path folder;

    QualityCurve(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(BenchCommand.execute("bench/curve", new QualityCurve(out, err), out, err, arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (first < 1 || images < first || count < 100) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--images is " + images + ", --first " + first + " and --count " + count
                            + "; expected no fewer images than before the first point, and at least 100 pictures.");
        }
        Files.createDirectories(folder);
        ProgressListener display = this::show;
        DataOptions options = DataOptions.defaults();
        try (ImageDataset set = Datasets.open(data, options, ProgressListener.NONE);
                FeatureNetwork network = FeatureNetworks.open(features, FeatureNetworks.Options.defaults())) {
            FeatureExtraction extraction =
                    new FeatureExtraction(network, Runtime.getRuntime().availableProcessors());
            ObjectNode document = document(network);
            ArrayNode points = document.withArray("points");
            FeatureSet real = null;
            for (long target : targets(first, images)) {
                if (measured(points, target)) {
                    continue;
                }
                JsonNode run = trainTo(target, set, display);
                real = real == null ? extraction.extract(Samples.of(Samples.some(set.test(), 10_000))) : real;
                points.add(point(target, run, real, extraction));
                write(document);
                out.println(line(points.get(points.size() - 1)));
                out.flush();
            }
        }
        return Exit.DONE.code();
    }

    /** Not before the first, each the square root of two times the one before, the last at the end of the run. */
    static List<Long> targets(long first, long images) {
        List<Long> targets = new ArrayList<>();
        for (double target = images; Math.round(target) >= first; target /= Math.sqrt(2)) {
            targets.add(0, Math.round(target));
        }
        return targets;
    }

    private static boolean measured(ArrayNode points, long target) {
        for (JsonNode point : points) {
            if (point.path("target").asLong() == target) {
                return true;
            }
        }
        return false;
    }

    private Path file() {
        return folder.resolve("curve.json");
    }

    /** What was stored, which must be of the same curve; or an empty one. */
    private ObjectNode document(FeatureNetwork network) throws IOException {
        ObjectNode fresh = Exchange.JSON.createObjectNode();
        fresh.put("version", 1);
        fresh.put("model", model);
        fresh.put("data", data);
        fresh.put("images", images);
        fresh.put("seed", seed);
        fresh.put("features", network.convention());
        fresh.put("generated", count);
        fresh.put("latents", "standard normal");
        if (!Files.exists(file())) {
            fresh.set("machine", Machine.describe());
            return fresh;
        }
        ObjectNode stored = (ObjectNode) Exchange.JSON.readTree(file().toFile());
        ObjectNode settings = stored.deepCopy();
        settings.remove(List.of("points", "machine"));
        // As text: what is read has other types of numbers.
        if (!settings.toString().equals(fresh.toString())) {
            throw new AtelierException(
                    Exit.USAGE,
                    file() + " is another curve: " + settings + ", asked for " + fresh + ". Choose another --out.");
        }
        return stored;
    }

    private void write(ObjectNode document) throws IOException {
        byte[] text = (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        DurableFile.write(Disk.SYSTEM, file(), stream -> stream.write(text));
    }

    /** Trains until so many pictures have been seen, and leaves a checkpoint there. */
    private JsonNode trainTo(long target, ImageDataset set, ProgressListener display) {
        RunFolder run = new RunFolder(folder.resolve("run"));
        seen = Files.exists(run.runFile()) ? run.read().path("imagesSeen").asLong() : 0;
        TrainingRun training = Files.exists(run.runFile())
                ? TrainingRun.reopen(run, set, null, display, () -> seen >= target)
                : TrainingRun.create(
                        run.path(), Models.named(model), set, seed, protocol(), display, () -> seen >= target);
        training.run();
        return run.read();
    }

    private Protocol protocol() {
        return new Protocol(
                data,
                DataOptions.defaults(),
                false,
                null,
                images,
                Device.CPU,
                null,
                Runtime.getRuntime().availableProcessors(),
                List.of(),
                "bench/curve");
    }

    private ObjectNode point(long target, JsonNode run, FeatureSet real, FeatureExtraction extraction) {
        try (TrainedModel now = TrainedModel.atCheckpoint(new RunFolder(folder.resolve("run")), Device.CPU)) {
            FeatureSet generated = extraction.extract(Samples.of(now.generator(), SEED_OF_PICTURES, count));
            ObjectNode point = Exchange.JSON.createObjectNode();
            point.put("target", target);
            point.put("images", run.path("imagesSeen").asLong());
            point.put("seconds", run.path("trainingSeconds").asDouble());
            point.put("cpuSeconds", run.path("cpuSeconds").asDouble());
            point.put("frechet-distance", new FrechetDistance().value(new SetPair(real, generated)));
            return point;
        }
    }

    private static String line(JsonNode point) {
        return String.format(
                Locale.ROOT,
                "%,10d images  %7.1f s  %8.1f",
                point.path("images").asLong(),
                point.path("seconds").asDouble(),
                point.path("frechet-distance").asDouble());
    }

    /** Follows a run: what it has seen decides when it is stopped. */
    private void show(String phase, long done, long total) {
        if (total == images) {
            seen = done;
        } else if (total < 0 && !phase.equals(shown)) {
            shown = phase;
            err.println(phase);
        }
    }
}
