package atelier.cli;

import atelier.data.ImageDataset;
import atelier.data.PngFiles;
import atelier.experiment.MemorizationCheck;
import atelier.experiment.RunData;
import atelier.experiment.RunFolder;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.provenance.Exit;
import atelier.serving.DatasetFormat;
import atelier.serving.GeneratedDataset;
import atelier.serving.Generator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atelier dataset RUN --count N --out PATH}: a generator as the source of a dataset. */
@Command(name = "dataset")
final class DatasetCommand extends Verb {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "RUN", description = "The folder of a finished run.")
    private Path run;

    @Option(names = "--count", required = true, paramLabel = "N", description = "How many pictures.")
    private int count;

    @Option(names = "--seed", paramLabel = "S", description = "Which pictures. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description =
                    "folder (PNG files, a folder per class) or webdataset (tar files). Default: ${DEFAULT-VALUE}.")
    private String format = "folder";

    @Option(names = "--out", required = true, paramLabel = "PATH", description = "The folder to write; a new one.")
    private Path out;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private RunDataOption data;

    @Mixin
    private WeightsOption weights;

    @Override
    Exit run() {
        DatasetFormat wanted = DatasetFormat.named(format);
        GeneratedDataset.requireNew(out);
        RunFolder folder = RunFolder.open(run);
        try (ProgressDisplay progress = ProgressDisplay.on(err());
                Generator generator = sampling.open(run)) {
            GeneratedDataset.Request request = new GeneratedDataset.Request(
                    seed,
                    count,
                    sampling.truncation,
                    new PictureTexts(run, generator)
                            .with("command", commandText())
                            .texts());
            MemorizationCheck check = check(folder, generator, request, progress);
            ObjectNode document = document(folder.read(), generator, check);
            GeneratedDataset.write(generator, request, wanted, document, out, sampling.threads(), progress);
            Path pairs = out.toAbsolutePath().resolveSibling(out.getFileName() + "-closest.png");
            PngFiles.write(
                    check.pairs(),
                    pairs,
                    Map.of(
                            "run",
                            run.toString(),
                            "rows",
                            "generated pictures above the training pictures nearest to them"));
            report(document, check, out.resolveSibling(pairs.getFileName()));
        }
        return Exit.DONE;
    }

    private MemorizationCheck check(
            RunFolder folder, Generator generator, GeneratedDataset.Request request, ProgressDisplay progress) {
        try (ImageDataset pictures = RunData.open(folder, data.read(), progress);
                FeatureNetwork network =
                        FeatureNetworks.open(FeatureNetworks.catalogue().get(0).name(), weights.options())) {
            FeatureExtraction extraction = new FeatureExtraction(network, sampling.threads())
                    .withProgress(progress)
                    .keptIn(data.read().cache());
            return MemorizationCheck.of(GeneratedDataset.pictures(generator, request), pictures, extraction, progress);
        }
    }

    private ObjectNode document(JsonNode trained, Generator generator, MemorizationCheck check) {
        ObjectNode document = JSON.createObjectNode();
        document.put("version", 1);
        document.put("command", commandText());
        document.put("format", format);
        document.put("seed", seed);
        document.put("truncation", sampling.truncation);
        document.put("sampler", generator.samplerName());
        document.put("run", run.toString());
        document.put("model", trained.path("model").asText());
        document.put("codeVersion", trained.path("codeVersion").asText());
        document.put("imagesSeen", trained.path("imagesSeen").asLong());
        document.set("settings", trained.path("settings"));
        document.set("sampling", JSON.valueToTree(sampling.read()));
        document.set("data", trained.path("data"));
        ObjectNode memorization = document.putObject("memorization");
        memorization.put("checked", check.checked());
        memorization.put("drawn", check.drawn());
        memorization.put("nearestNeighbourRatio", check.ratio());
        memorization.set("scores", JSON.valueToTree(check.scores()));
        return document;
    }

    private void report(ObjectNode document, MemorizationCheck check, Path pairs) {
        if (json()) {
            document.put("out", out.toString());
            document.put("closestPairs", pairs.toString());
            printJson(document);
            return;
        }
        out().println(out + ": " + count + (count == 1 ? " picture" : " pictures"));
        out().println(String.format(
                Locale.ROOT,
                "nearest training picture: %.2f times as far as for held-out pictures (about 1: no copies)",
                check.ratio()));
        ScoreText.print(check.scores().values(), out());
        out().println(pairs + ": the pairs that lie nearest");
    }
}
