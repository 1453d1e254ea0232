package atelier.cli;

/**
 * One setting as a person wrote it.
 *
 * @param key {@code group.name}, such as {@code training.batchSize}
 * @param value as text
 * @param origin where it was written, for messages: {@code --set} or {@code file.yaml:14}
 */
public record Assignment(String key, String value, String origin) {}
