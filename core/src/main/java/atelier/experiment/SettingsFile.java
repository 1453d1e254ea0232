package atelier.experiment;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A settings file: groups of keys in YAML. Each value keeps its line, so that a message can point at it. The same key
 * twice is an error, as one of the two would be lost without a word.
 */
public final class SettingsFile {
    private final String name;
    private final List<SettingOverride> assignments = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Deque<String> groups = new ArrayDeque<>();

    private SettingsFile(String name) {
        this.name = name;
    }

    /** Reads a file that a person named. */
    public static List<SettingOverride> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(Exit.USAGE, "--config " + file + " is no file. Check the path.");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return read(String.valueOf(file.getFileName()), stream);
        } catch (IOException unreadable) {
            throw new AtelierException(
                    Exit.USAGE, "--config " + file + " cannot be read: " + unreadable.getMessage() + ".", unreadable);
        }
    }

    /**
     * Reads settings.
     *
     * @param name of the file, for messages and the settings' origin
     * @throws AtelierException with {@link Exit#USAGE} where it is not such a file
     */
    static List<SettingOverride> read(String name, InputStream stream) throws IOException {
        SettingsFile config = new SettingsFile(name);
        try (JsonParser parser = new YAMLFactory().createParser(stream)) {
            config.read(parser);
        } catch (JsonProcessingException malformed) {
            throw config.refused(
                    malformed.getLocation() == null
                            ? 1
                            : malformed.getLocation().getLineNr(),
                    "is not YAML: "
                            + malformed.getOriginalMessage().lines().findFirst().orElse("unreadable"));
        }
        return config.assignments;
    }

    private void read(JsonParser parser) throws IOException {
        String field = null;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            int line = parser.currentTokenLocation().getLineNr();
            switch (token) {
                case START_OBJECT -> {
                    if (field != null) {
                        groups.addLast(field);
                        field = null;
                    }
                }
                case END_OBJECT -> groups.pollLast();
                case FIELD_NAME -> field = parser.currentName();
                case START_ARRAY, END_ARRAY -> throw refused(line, "has a list where a value was expected");
                default -> {
                    if (field == null) {
                        throw refused(line, "has a value without a key; expected 'group:' and below it 'key: value'");
                    }
                    add(field, parser.getText(), line);
                    field = null;
                }
            }
        }
    }

    private void add(String field, String value, int line) {
        String key = groups.isEmpty() ? field : String.join(".", groups) + "." + field;
        Integer before = lines.put(key, line);
        if (before != null) {
            throw refused(line, "sets " + key + " again, which line " + before + " had set already; keep one");
        }
        assignments.add(new SettingOverride(key, value, name + ":" + line));
    }

    private AtelierException refused(int line, String what) {
        return new AtelierException(Exit.USAGE, name + ":" + line + " " + what + ".");
    }
}
