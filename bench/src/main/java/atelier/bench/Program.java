package atelier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Atelier's side of one workload. One method of it is called per process, so that memory is that of the work alone. */
interface Program {
    /** Writes what both sides start from into the exchange folder, {@code settings.json} last. */
    void prepare(Task task) throws IOException;

    /** Results that the other side must reach as well: {@code losses} by name, or {@code values} by name. */
    ObjectNode check(Task task) throws IOException;

    /** Does the work against the clock: {@code images}, {@code seconds}, {@code cpuSeconds}. */
    ObjectNode rate(Task task) throws IOException;
}
