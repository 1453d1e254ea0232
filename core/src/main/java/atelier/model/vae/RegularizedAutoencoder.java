package atelier.model.vae;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.model.part.Autoencoder;
import atelier.model.part.AutoencoderDefaults;
import atelier.model.part.ConvBackbone;
import atelier.model.part.ConvDecoder;
import atelier.model.part.Likelihood;
import atelier.model.part.StagePlan;
import atelier.nn.Activation;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Regularised autoencoder (Ghosh et al. 2020, arXiv 1903.12436): no draw and no divergence;
 * a squared penalty keeps the codes small, and the mixture that is fitted to them after training makes
 * the model generate. Departs from the paper in that the decoder itself is not regularised. Not for
 * likelihoods: there is no bound.
 */
public final class RegularizedAutoencoder implements Autoencoder {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a regularised autoencoder.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage
     * @param latentSize Z
     * @param penalty weight of half the squared length of a code
     */
    public record Settings(int width, int depth, int latentSize, double penalty) {}

    private final Settings settings;
    private final ImageShape shape;
    private final ConvBackbone encoder;
    private final Linear code;
    private final ConvDecoder decoder;

    private RegularizedAutoencoder(Settings settings, ImageShape shape, Parameters parameters) {
        this.settings = settings;
        this.shape = shape;
        Parameters encoding = parameters.group("encoder");
        encoder = new ConvBackbone(encoding, shape, settings.width(), settings.depth());
        int values = encoder.plan().smallestValues();
        code = new Linear(encoding.child("code"), values, settings.latentSize(), Initializer.lecun(values));
        decoder = new ConvDecoder(
                parameters.group("decoder"), shape, settings.latentSize(), settings.width(), settings.depth());
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(new Phase("autoencoder", List.of("encoder", "decoder"), List.of(), this::loss));
    }

    private Tensor loss(StepContext step) {
        Tensor codes = codes(step.images());
        Tensor decoded = decoder.forward(codes, step.labels());
        Tensor reconstruction = Likelihood.GAUSSIAN.loss(step.images(), decoded, step);
        Tensor length = codes.square().sum(1).mean().mul(Torch.scalar(0.5));
        step.report("reconstruction", reconstruction);
        step.report("length", length);
        return reconstruction.add(length.mul(Torch.scalar(settings.penalty())));
    }

    /** [N,C,H,W] in [-1,1] to codes [N,Z]. */
    private Tensor codes(Tensor images) {
        Tensor features = Activation.leakyRelu(encoder.forward(images));
        return code.forward(features.permute(0, 2, 3, 1).reshape(images.size(0), -1));
    }

    @Override
    public Posterior encode(Tensor images, @Nullable Tensor labels) {
        return Posterior.point(codes(images));
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return decoder.forward(latents, labels);
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int latentSize() {
        return settings.latentSize();
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "rae",
                    "vae",
                    "autoencoder without noise, sampled from a mixture: for simple reconstructions; not for likelihoods",
                    "Ghosh et al. 2020, arXiv 1903.12436",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            int latent = AutoencoderDefaults.latentSize(workload);
            return new Settings(StagePlan.width(workload.totalImages()), 1, latent, 1);
        }

        @Override
        public Optimization optimization(Workload workload) {
            return AutoencoderDefaults.optimization(workload);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new RegularizedAutoencoder(settings, shape, parameters);
        }
    }
}
