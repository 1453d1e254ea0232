package atelier.experiment;

import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DiskFailure;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run on disk: where its files are, and its JSON documents, each written as a whole or not at all. */
public record RunFolder(Path path) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A folder that holds a run. */
    public static RunFolder open(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isRegularFile(folder.runFile())) {
            throw new AtelierException(
                    Exit.INPUT,
                    path + " is not a run: " + (Files.exists(path) ? "it has no run.json" : "it does not exist")
                            + ". Expected a folder that './atelier train' or './atelier compare' wrote,"
                            + " such as DIR/runs/gan-1.");
        }
        return folder;
    }

    /** Resolved settings, provenance and how far the run is: {@code run.json}. */
    public Path runFile() {
        return path.resolve("run.json");
    }

    /** What was measured along the way, a JSON document per line: {@code log.jsonl}. */
    public Path logFile() {
        return path.resolve("log.jsonl");
    }

    /** The metrics of the finished run: {@code scores.json}. */
    public Path scoresFile() {
        return path.resolve("scores.json");
    }

    /** The folder of the last checkpoints, from which the run goes on. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** The folder of grids at fixed latents, one PNG per check, named by images seen. */
    public Path samples() {
        return path.resolve("samples");
    }

    /** The folder of pictures for the report. */
    public Path pictures() {
        return path.resolve("pictures");
    }

    /** The folder of the finished model: weights, {@code config.json} and its card. */
    public Path model() {
        return path.resolve("model");
    }

    /** The content of run.json. */
    public ObjectNode read() {
        return read(runFile());
    }

    /** The content of a JSON document; damaged ones are named. */
    public static ObjectNode read(Path file) {
        try {
            JsonNode node = JSON.readTree(file.toFile());
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new IOException("it holds no JSON object");
        } catch (IOException problem) {
            throw new AtelierException(
                    Exit.INPUT,
                    file + " cannot be read: " + problem.getMessage() + ". Expected a file that Atelier wrote;"
                            + " restore it or train again.",
                    problem);
        }
    }

    /** Writes a JSON document, the old or the new being there whatever happens on the way. */
    public static void write(Path file, JsonNode content) {
        write(Disk.SYSTEM, file, content);
    }

    /** As {@link #write(Path, JsonNode)}, through another disk. */
    static void write(Disk disk, Path file, JsonNode content) {
        try {
            write(disk, file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Writes a file, the old or the new being there whatever happens on the way.
     *
     * @throws AtelierException with {@link Exit#DISK}, naming what is needed
     */
    static void write(Disk disk, Path file, byte[] content) {
        try {
            DurableFile.write(disk, file, stream -> stream.write(content));
        } catch (IOException problem) {
            throw DiskFailure.of(disk, file, content.length, problem);
        }
    }
}
