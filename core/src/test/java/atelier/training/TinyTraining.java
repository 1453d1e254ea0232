package atelier.training;

import atelier.data.ImageSet;
import atelier.model.ModelCase;
import atelier.model.Optimization;
import atelier.model.Workload;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Precision;
import atelier.torch.Torch;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Short trainings of small networks, and what tests ask about them. */
public final class TinyTraining {
    /** Images per step. */
    public static final int BATCH = 8;

    private static final long SEED = 5;

    private TinyTraining() {}

    /** A model's own settings for a short run of small batches. */
    public static TrainingSettings settings(ModelCase model, long totalImages, int replicas) {
        return settings(model, totalImages, replicas, Precision.FLOAT32);
    }

    /** The same, in a precision. */
    public static TrainingSettings settings(ModelCase model, long totalImages, int replicas, Precision precision) {
        Optimization own = model.type().optimization(new Workload(model.shape(), 24, totalImages));
        return settings(own, totalImages, replicas, own.learningRate(), precision);
    }

    /** Settings for a short run of small batches. */
    public static TrainingSettings settings(Optimization own, long totalImages, int replicas) {
        return settings(own, totalImages, replicas, own.learningRate());
    }

    private static TrainingSettings settings(Optimization own, long totalImages, int replicas, double learningRate) {
        return settings(own, totalImages, replicas, learningRate, Precision.FLOAT32);
    }

    private static TrainingSettings settings(
            Optimization own, long totalImages, int replicas, double learningRate, Precision precision) {
        Optimization small = new Optimization(
                BATCH,
                learningRate,
                own.beta1(),
                own.beta2(),
                own.warmupFraction(),
                own.holdFraction(),
                own.finalRate(),
                own.averageFraction());
        return TrainingSettings.of(small, SEED, totalImages, replicas, precision);
    }

    /** The same with checkpoints, and states to go back to, after so many images. */
    public static TrainingSettings settings(Optimization own, long totalImages, int replicas, long checkpointImages) {
        TrainingSettings base = settings(own, totalImages, replicas);
        return new TrainingSettings(
                base.seed(),
                base.totalImages(),
                base.batchSize(),
                base.replicas(),
                base.precision(),
                base.learningRate(),
                base.beta1(),
                base.beta2(),
                base.warmupFraction(),
                base.holdFraction(),
                base.finalRate(),
                base.averageFraction(),
                checkpointImages,
                List.of(),
                0,
                0);
    }

    /** A trainer at its first step. */
    public static Trainer trainer(ModelCase model, ImageSet images, long totalImages, int replicas) {
        return trainer(model, images, totalImages, replicas, 1);
    }

    /** A trainer at its first step, whose rate is the model's own times {@code slower}. */
    public static Trainer trainer(ModelCase model, ImageSet images, long totalImages, int replicas, double slower) {
        Optimization own = model.type().optimization(new Workload(model.shape(), 24, totalImages));
        TrainingSettings settings = settings(own, totalImages, replicas, own.learningRate() * slower);
        return new Trainer(settings, images, model.build(), Device.CPU);
    }

    /** Trains so many steps and returns what they reported. */
    public static List<StepReport> steps(Trainer trainer, int count) {
        List<StepReport> reports = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Trainer current, StepReport report) {
                reports.add(report);
            }
        };
        long until =
                trainer.control().images() + (long) count * trainer.settings().batchSize();
        trainer.run(until, listener, () -> false);
        return reports;
    }

    /** SHA-256 over the bits of all flat tensors. */
    public static String hash(ParameterStore store) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            store.parts().forEach((name, part) -> {
                float[] values = Torch.toFloats(part);
                ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
                bytes.asFloatBuffer().put(values);
                digest.update(bytes.array());
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** |a-b| / |b| in L2. */
    public static double relativeDistance(float[] a, float[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(difference / norm);
    }
}
