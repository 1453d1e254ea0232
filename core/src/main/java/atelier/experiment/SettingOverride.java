package atelier.experiment;

/**
 * One setting that a person chose.
 *
 * @param key {@code group.name}, such as {@code training.batchSize}, {@code model.width} or, in a
 *     comparison, {@code gan.width} for one model alone
 * @param value as text
 * @param origin where it was written, for messages: {@code --set} or {@code file.yaml:14}
 */
public record SettingOverride(String key, String value, String origin) {
    String group() {
        return key.substring(0, Math.max(0, key.indexOf('.')));
    }

    String name() {
        return key.substring(key.indexOf('.') + 1);
    }
}
