package atelier.experiment.diagnosis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Named numbers and texts that show a trouble, in the order in which the words of the diagnosis speak of them.
 *
 * @param values as they are stored
 */
public record Evidence(ObjectNode values) {
    /** A number to begin with. */
    public static Evidence of(String name, double value) {
        return new Evidence(JsonNodeFactory.instance.objectNode().put(name, value));
    }

    /** A text to begin with. */
    public static Evidence of(String name, String value) {
        return new Evidence(JsonNodeFactory.instance.objectNode().put(name, value));
    }

    /** One number more. */
    public Evidence and(String name, double value) {
        return new Evidence(values.deepCopy().put(name, value));
    }
}
