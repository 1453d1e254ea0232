package atelier.model.token;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.Workload;
import atelier.model.part.AutoencoderDefaults;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import java.util.List;

/**
 * Vector-quantised variational autoencoder (van den Oord et al. 2017, arXiv 1711.00937) with a transformer as its
 * prior: a picture becomes a map of codes; the transformer learns which maps there are and draws new ones, code by
 * code.
 *
 * <p>Departs from the paper: entries are short and compared by direction (see {@link atelier.model.part.Codebook}), the
 * prior is a transformer instead of a PixelCNN, and the likelihood has its best variance. Not for smooth walks through
 * latent space: codes jump.
 */
public final class VqVae extends TokenGenerator {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a VQ-VAE.
     *
     * @param width channels of the autoencoder's smallest stage
     * @param depth residual blocks per stage
     * @param codes K, entries of the codebook
     * @param codeSize length of an entry
     * @param mapSide the picture is halved until its side is at most this: the side of the map of codes
     * @param firstPart part of the run that trains the autoencoder; the rest trains the transformer
     * @param commitment weight of the distance that holds the encoder near the codebook
     * @param priorWidth channels of the transformer
     * @param priorLayers blocks of the transformer
     * @param temperature divides the transformer's logits when codes are drawn
     * @param topK codes are drawn from so many likeliest ones
     * @param topP codes are drawn from the likeliest ones that together have this probability
     */
    public record Settings(
            int width,
            int depth,
            int codes,
            int codeSize,
            int mapSide,
            double firstPart,
            double commitment,
            int priorWidth,
            int priorLayers,
            double temperature,
            int topK,
            double topP)
            implements TokenSettings {
        /** Refuses values that no model can be made of. */
        public Settings {
            TokenSettings.check(firstPart, priorWidth, temperature, topK, topP);
        }
    }

    private VqVae(Settings settings, ImageShape shape, Parameters parameters) {
        super(settings, shape, parameters);
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(inFirstPart(progress) ? autoencoderPhase(progress, 1) : priorPhase(progress, 1));
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "vqvae",
                    "token",
                    "pictures as codes that a transformer draws: for steady training; not for quick samples or smooth walks",
                    "van den Oord et al. 2017, arXiv 1711.00937",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            return new Settings(
                    StagePlan.width(workload.totalImages()),
                    1,
                    TokenSettings.codes(workload.totalImages()),
                    8,
                    TokenSettings.mapSide(workload.shape(), workload.totalImages()),
                    0.4,
                    0.25,
                    TokenSettings.priorWidth(workload.totalImages()),
                    TokenSettings.priorLayers(workload.totalImages()),
                    1,
                    TokenSettings.ALL,
                    1);
        }

        @Override
        public Optimization optimization(Workload workload) {
            int batch = AutoencoderDefaults.batchSize(workload);
            return new Optimization(batch, 1e-3, 0.9, 0.99, 0.01, 0.5, 0.02, 0.05);
        }

        @Override
        public List<String> samplingSettings() {
            return TokenSettings.SAMPLING;
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new VqVae(settings, shape, parameters);
        }
    }
}
