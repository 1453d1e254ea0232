package atelier.bench;

import atelier.evaluation.Coverage;
import atelier.evaluation.Density;
import atelier.evaluation.FeatureMetric;
import atelier.evaluation.Precision;
import atelier.evaluation.Recall;
import atelier.evaluation.SetPair;
import atelier.nn.features.FeatureSet;
import atelier.torch.Npy;
import atelier.torch.RandomStream;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Precision, recall, density and coverage of features [N,{@value #DIMENSIONS}]: normal numbers in
 * {@value #INTRINSIC} dimensions, carried into all others by a fixed random matrix, the second set a little narrower.
 */
final class PairsProgram implements Program {
    private static final int DIMENSIONS = 1280;
    private static final int INTRINSIC = 32;
    private static final float NARROWER = 0.9f;
    private static final List<FeatureMetric> METRICS =
            List.of(new Precision(), new Recall(), new Density(), new Coverage());

    @Override
    public void prepare(Task task) throws IOException {
        float[] matrix = new float[INTRINSIC * DIMENSIONS];
        RandomStream.of(1, "matrix", 0).fillNormal(matrix, 0, matrix.length);
        write(task, "real", 1, matrix);
        write(task, "generated", NARROWER, matrix);
        Exchange.writeSettings(task.exchange(), Exchange.JSON.createObjectNode().put("dimensions", DIMENSIONS));
    }

    private static void write(Task task, String name, float scale, float[] matrix) {
        float[] rows = new float[task.count() * DIMENSIONS];
        float[] code = new float[INTRINSIC];
        for (int row = 0; row < task.count(); row++) {
            RandomStream.of(1, name, row).fillNormal(code, 0, INTRINSIC);
            for (int i = 0; i < INTRINSIC; i++) {
                float factor = scale * code[i];
                for (int d = 0; d < DIMENSIONS; d++) {
                    rows[row * DIMENSIONS + d] += factor * matrix[i * DIMENSIONS + d];
                }
            }
        }
        Npy.write(task.exchange().resolve(name + ".npy"), rows, task.count(), DIMENSIONS);
    }

    private static FeatureSet read(Path exchange, String name) {
        return FeatureSet.read(exchange.resolve(name + ".npy"), "normal numbers");
    }

    private static SetPair pair(Task task) {
        return new SetPair(read(task.exchange(), "real"), read(task.exchange(), "generated"));
    }

    @Override
    public ObjectNode check(Task task) {
        SetPair pair = pair(task);
        ObjectNode result = Exchange.JSON.createObjectNode();
        ObjectNode values = result.putObject("values");
        METRICS.forEach(metric -> values.put(metric.name(), metric.value(pair)));
        return result;
    }

    @Override
    public ObjectNode rate(Task task) {
        SetPair pair = pair(task);
        atelier.torch.Torch.load();
        Stopwatch watch = new Stopwatch();
        METRICS.forEach(metric -> metric.value(pair));
        return watch.result(task.count());
    }
}
