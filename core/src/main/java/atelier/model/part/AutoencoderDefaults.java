package atelier.model.part;

import atelier.model.Optimization;
import atelier.model.Workload;

/** What models that learn by a plain loss, without a discriminator, begin with. */
public final class AutoencoderDefaults {
    private AutoencoderDefaults() {}

    /** Images from which on a run fills a longer latent of small grey pictures. */
    private static final int LONG_RUN = 40_000;

    /** Z, the length of a latent: pictures of more values get more, and so do long runs. */
    public static int latentSize(Workload workload) {
        if (workload.shape().values() <= 1024) {
            return workload.totalImages() < LONG_RUN ? 24 : 48;
        }
        return workload.shape().size() <= 32 ? 48 : 96;
    }

    /** Pictures per step: few in short runs, which need the steps more than quiet gradients. */
    public static int batchSize(Workload workload) {
        return workload.totalImages() < LONG_RUN ? 16 : workload.totalImages() < 400_000 ? 32 : 64;
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
