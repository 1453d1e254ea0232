package atelier.bench;

import atelier.bench.Setting.Column;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A comparison on disk: one JSON file, written anew after every measurement, so that it can be gone on with. */
final class Results {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Path file;
    private final ObjectNode head;
    private final List<Measurement> measurements;
    private final List<Agreement> agreements;

    private Results(Path file, ObjectNode head, List<Measurement> measurements, List<Agreement> agreements) {
        this.file = file;
        this.head = head;
        this.measurements = new ArrayList<>(measurements);
        this.agreements = new ArrayList<>(agreements);
    }

    /** A stored comparison. */
    static Results read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(
                    Exit.INPUT,
                    file + " does not exist, expected the results of a comparison; run bench/compare first.");
        }
        try {
            ObjectNode document = (ObjectNode) JSON.readTree(file.toFile());
            List<Measurement> measurements =
                    JSON.convertValue(document.remove("measurements"), new TypeReference<List<Measurement>>() {});
            List<Agreement> agreements =
                    JSON.convertValue(document.remove("agreements"), new TypeReference<List<Agreement>>() {});
            return new Results(file, document, measurements, agreements);
        } catch (IOException | ClassCastException | IllegalArgumentException problem) {
            throw new AtelierException(
                    Exit.INPUT, file + " is not the result of a comparison: " + problem.getMessage(), problem);
        }
    }

    /**
     * Goes on with what is in the file, or begins.
     *
     * @param settings what must be the same for numbers to stand side by side
     */
    static Results open(Path file, ObjectNode machine, ObjectNode settings) {
        if (!Files.exists(file)) {
            ObjectNode head = JSON.createObjectNode();
            head.put("version", 1);
            head.put("date", java.time.LocalDate.now(java.time.ZoneOffset.UTC).toString());
            head.set("machine", machine);
            head.set("settings", settings);
            return new Results(file, head, List.of(), List.of());
        }
        Results stored = read(file);
        for (String part : List.of("machine", "settings")) {
            ObjectNode wanted = part.equals("machine") ? machine : settings;
            if (!stored.head.path(part).toString().equals(wanted.toString())) {
                throw new AtelierException(
                        Exit.USAGE,
                        file + " was made with " + part + " " + stored.head.path(part) + ", this run has " + wanted
                                + ". Go on with the same, or choose another --out.");
            }
        }
        return stored;
    }

    ObjectNode head() {
        return head;
    }

    List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    List<Agreement> agreements() {
        return List.copyOf(agreements);
    }

    Optional<Measurement> find(String workload, Column column, String setting, int round) {
        return measurements.stream()
                .filter(m -> m.workload().equals(workload)
                        && m.column() == column
                        && m.setting().equals(setting)
                        && m.round() == round)
                .findFirst();
    }

    Optional<Agreement> agreement(String workload) {
        return agreements.stream().filter(a -> a.workload().equals(workload)).findFirst();
    }

    void add(Measurement measurement) {
        measurements.add(measurement);
        write();
    }

    void add(Agreement agreement) {
        agreements.add(agreement);
        write();
    }

    /** Notes something about the whole comparison, such as the other side's versions. */
    void note(String name, String value) {
        head.put(name, value);
        write();
    }

    private void write() {
        ObjectNode document = head.deepCopy();
        document.set("agreements", JSON.valueToTree(agreements));
        document.set("measurements", JSON.valueToTree(measurements));
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling(absolute.getFileName() + ".new");
        try {
            Files.createDirectories(absolute.getParent());
            Files.writeString(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new AtelierException(Exit.DISK, file + " cannot be written: " + failure.getMessage(), failure);
        }
    }
}
