package atelier.bench;

import atelier.provenance.Host;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The process that does Atelier's part of one workload: {@code prepare}, {@code check} or {@code rate}, then a task in JSON. */
public final class AtelierSide {
    private AtelierSide() {}

    public static void main(String[] arguments) throws IOException {
        Task task = Exchange.JSON.readValue(arguments[1], Task.class);
        Torch.load();
        ObjectNode result = run(arguments[0], task);
        result.put("peakBytes", Host.peakMemoryBytes());
        System.out.println(Exchange.JSON.writeValueAsString(result));
        // Whatever threads are left belong to native libraries.
        System.exit(0);
    }

    /** One mode of one workload; the result without memory. */
    static ObjectNode run(String mode, Task task) throws IOException {
        Program program = program(task.workload());
        return switch (mode) {
            case "prepare" -> {
                program.prepare(task);
                yield Exchange.JSON.createObjectNode();
            }
            case "check" -> program.check(task);
            case "rate" -> program.rate(task);
            default -> throw new IllegalArgumentException("'" + mode + "' is no mode; expected prepare, check or rate");
        };
    }

    private static Program program(String workload) {
        return switch (workload) {
            case "vae", "gan", "vaegan", "flow" -> new TrainingProgram();
            case "sampling-gan", "sampling-vae" -> new SamplingProgram();
            case "features" -> new FeatureProgram();
            case "pairs" -> new PairsProgram();
            case "decode" -> new DecodeProgram();
            case "first-epoch" -> new FirstEpochProgram();
            case "limit" -> new LimitProgram();
            default -> throw new IllegalArgumentException("'" + workload + "' is no workload");
        };
    }
}
