package atelier.report;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a comparison's folder. Only {@code comparison.json} must be there and readable; whatever else is missing or
 * damaged is left out of the report, and a run without a readable {@code run.json} is shown as one that failed.
 */
final class ComparisonReader {
    /** How many colours the style sheet has for models. */
    private static final int COLOURS = 8;

    private final Path folder;

    ComparisonReader(Path folder) {
        this.folder = folder;
    }

    Comparison read() {
        Path file = folder.resolve("comparison.json");
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(
                    Exit.INPUT,
                    folder
                            + " holds no comparison.json, so it is not a comparison's folder; give the folder that 'compare --out' wrote.");
        }
        JsonNode comparison = parse(file);
        JsonNode verdict = Files.isRegularFile(folder.resolve("verdict.json"))
                ? parse(folder.resolve("verdict.json"))
                : Stored.NOTHING;
        return new Comparison(
                folder,
                comparison.path("data"),
                comparison.path("dataCard"),
                comparison.path("protocol"),
                verdict,
                models(comparison, verdict),
                Picture.find(folder.resolve("pictures/real.png")),
                Picture.find(folder.resolve("pictures/real-train.png")));
    }

    private static JsonNode parse(Path file) {
        try {
            return Stored.JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.INPUT,
                    file + " is not readable JSON (" + firstLine(e) + "); restore it, or run 'compare' again.",
                    e);
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private List<ModelResult> models(JsonNode comparison, JsonNode verdict) {
        List<Run> runs = runs();
        Set<String> names = new LinkedHashSet<>();
        comparison
                .path("models")
                .forEach(name -> names.add(name.isObject() ? Stored.text(name, "name", "?") : name.asText()));
        runs.forEach(run -> names.add(run.model()));
        List<ModelResult> models = new ArrayList<>();
        for (String name : names) {
            List<Run> own =
                    runs.stream().filter(run -> run.model().equals(name)).toList();
            models.add(new ModelResult(name, "m" + models.size() % COLOURS, own, scores(name, own, verdict)));
        }
        return models;
    }

    /** The verdict's scores speak of all seeds; where it has none, those of a single run stand in. */
    private static Map<String, StoredScore> scores(String model, List<Run> runs, JsonNode verdict) {
        Map<String, StoredScore> scores = new LinkedHashMap<>();
        for (JsonNode entry : verdict.path("models")) {
            if (model.equals(Stored.text(entry, "name"))) {
                scores.putAll(StoredScore.readAll(entry.path("scores")));
            }
        }
        List<Run> measured = runs.stream().filter(Run::measured).toList();
        if (measured.size() == 1) {
            StoredScore.readAll(measured.get(0).scores().path("scores")).forEach(scores::putIfAbsent);
        }
        return scores;
    }

    private List<Run> runs() {
        Path parent = folder.resolve("runs");
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory)
                    .map(ComparisonReader::run)
                    .sorted(Comparator.comparing(Run::model).thenComparingLong(Run::seed))
                    .toList();
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.INPUT, "cannot list " + parent + ": " + e.getMessage() + "; make the folder readable.", e);
        }
    }

    private static Run run(Path folder) {
        String name = folder.getFileName().toString();
        JsonNode manifest = orNothing(folder.resolve("run.json"));
        boolean readable = manifest.isObject();
        int dash = name.lastIndexOf('-');
        String model = Stored.text(manifest, "model", dash > 0 ? name.substring(0, dash) : name);
        LogReader log = LogReader.read(folder.resolve("log.jsonl"));
        return new Run(
                name,
                model,
                manifest.path("seed").asLong(0),
                readable ? Stored.text(manifest, "status", "running") : "unreadable",
                readable ? Stored.text(manifest, "failure") : null,
                manifest,
                orNothing(folder.resolve("scores.json")),
                log.losses(),
                log.metrics(),
                findings(log, folder),
                pictures(folder.resolve("pictures")),
                frames(folder.resolve("samples")));
    }

    /** Those made in training, then those made when the run was measured. */
    private static List<JsonNode> findings(LogReader log, Path folder) {
        List<JsonNode> findings = new ArrayList<>(log.findings());
        orNothing(folder.resolve("scores.json")).path("findings").forEach(findings::add);
        return findings;
    }

    private static JsonNode orNothing(Path file) {
        try {
            return Files.isRegularFile(file) ? Stored.JSON.readTree(file.toFile()) : Stored.NOTHING;
        } catch (IOException e) {
            return Stored.NOTHING;
        }
    }

    private static Map<String, Picture> pictures(Path folder) {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        for (Path file : pngFiles(folder)) {
            Picture picture = Picture.find(file);
            if (picture != null) {
                pictures.put(stem(file), picture);
            }
        }
        return pictures;
    }

    private static List<Run.Frame> frames(Path folder) {
        List<Run.Frame> frames = new ArrayList<>();
        for (Path file : pngFiles(folder)) {
            Picture picture = Picture.find(file);
            Long images = imagesIn(stem(file));
            if (picture != null && images != null) {
                frames.add(new Run.Frame(images, picture));
            }
        }
        frames.sort(Comparator.comparingLong(Run.Frame::images));
        return frames;
    }

    private static @Nullable Long imagesIn(String stem) {
        return stem.matches("\\d{1,18}") ? (Long) Long.parseLong(stem) : null;
    }

    private static List<Path> pngFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".png".length());
    }
}
