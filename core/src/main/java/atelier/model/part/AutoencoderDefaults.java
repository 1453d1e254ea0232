package atelier.model.part;

import atelier.model.Optimization;
import atelier.model.Workload;

/** What models that learn by a plain loss, without a discriminator, begin with. */
public final class AutoencoderDefaults {
    private AutoencoderDefaults() {}

    /** Z, the length of a latent: pictures of more values get more. */
    public static int latentSize(Workload workload) {
        return workload.shape().values() <= 1024 ? 24 : workload.shape().size() <= 32 ? 48 : 96;
    }

    /** Pictures per step: few in short runs, which need the steps more than quiet gradients. */
    public static int batchSize(Workload workload) {
        return workload.totalImages() < 40_000 ? 16 : workload.totalImages() < 400_000 ? 32 : 64;
    }

    /** Adam's settings and the schedule; a short run, which has a thousand steps, gets by with twice the rate. */
    public static Optimization optimization(Workload workload) {
        return optimization(workload, workload.totalImages() < 20_000 ? 2e-3 : 1e-3);
    }

    /** The same with another learning rate at its height. */
    public static Optimization optimization(Workload workload, double learningRate) {
        return new Optimization(batchSize(workload), learningRate, 0.9, 0.99, 0.02, 0.5, 0.02, 0.05);
    }
}
