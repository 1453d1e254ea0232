package atelier.spark;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

/** Two ranks sum a flat tensor of ones and one of twos; prints what each got. Run by {@link BarrierGroupTest}. */
final class BarrierSumProgram {
    private static final int LENGTH = 1_000_000;

    private BarrierSumProgram() {}

    public static void main(String[] arguments) {
        SparkConf configuration = new SparkConf()
                .setMaster("local[2]")
                .setAppName("barrier sum")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext spark = new JavaSparkContext(configuration)) {
            // The Java API has no barrier stages: this is the Scala one.
            Object lines = spark.parallelize(List.of(0, 1), 2)
                    .rdd()
                    .barrier()
                    .mapPartitions(new SumOfRanks(), false, ClassTag.apply(String.class))
                    .collect();
            for (String line : (String[]) lines) {
                System.out.println(line);
            }
        }
    }

    private static final class SumOfRanks extends AbstractFunction1<Iterator<Integer>, Iterator<String>>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<String> apply(Iterator<Integer> ignored) {
            return Iterator$.MODULE$.single(sumOfRanks());
        }
    }

    private static String sumOfRanks() {
        BarrierTaskContext context = BarrierTaskContext.get();
        try (BarrierGroup group = BarrierGroup.join(context, Duration.ofSeconds(30));
                Tensor flat = torch.zeros(LENGTH).fill_(new Scalar(group.rank() + 1.0f))) {
            group.sum(flat);
            String line = "rank " + group.rank() + " of " + group.size() + ": mean "
                    + flat.mean().item_float();
            context.barrier();
            return line;
        }
    }
}
