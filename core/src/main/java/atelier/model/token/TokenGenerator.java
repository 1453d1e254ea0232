package atelier.model.token;

import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.part.Autoencoder;
import atelier.model.part.TokenPrior;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What generators of codes have in common: a latent holds one normal number per code; the transformer turns them into
 * codes, the autoencoder's decoder turns the codes into a picture. A run has two parts: the first trains the
 * autoencoder, the second the transformer on the codes of the resting encoder.
 */
abstract class TokenGenerator implements Autoencoder {
    /** Part of the run over which the transformer's rate rises from zero. */
    private static final double PRIOR_WARMUP = 0.02;

    /** The autoencoder's rate at the end of its part. */
    private static final double COOLED = 0.05;

    private final TokenSettings settings;
    private final ImageShape shape;
    private final CodeAutoencoder autoencoder;
    private final TokenPrior prior;

    TokenGenerator(TokenSettings settings, ImageShape shape, Parameters parameters) {
        this.settings = settings;
        this.shape = shape;
        autoencoder = new CodeAutoencoder(parameters, shape, settings);
        prior = new TokenPrior(
                parameters.group("prior"),
                settings.codes(),
                latentSize(),
                shape.labels(),
                settings.priorWidth(),
                settings.priorLayers());
    }

    /** Whether the autoencoder is still being trained; never again once a schedule has ended. */
    final boolean inFirstPart(Progress progress) {
        return progress.from() == 0 && progress.fraction() < settings.firstPart();
    }

    /** The only phase of the first part; its rate falls towards the end, since nothing follows that could settle it. */
    final Phase autoencoderPhase(Progress progress, double rate) {
        double part = progress.fraction() / settings.firstPart();
        double fall =
                part < 0.5 ? 1 : COOLED + (1 - COOLED) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * (2 * part - 1)));
        return new Phase(
                "autoencoder",
                List.of("encoder", "codebook", "decoder"),
                List.of(),
                step -> autoencoder.loss(step, settings.commitment()),
                new Phase.Pace(rate * fall, 0.9));
    }

    /** The transformer's phase in the second part. */
    final Phase priorPhase(Progress progress, double rate) {
        double since = progress.fraction() - settings.firstPart();
        double rise = progress.from() > 0 ? 1 : Math.min(1, since / PRIOR_WARMUP);
        return new Phase("prior", List.of("prior"), List.of(), this::priorLoss, new Phase.Pace(rate * rise, 0.9));
    }

    private Tensor priorLoss(StepContext step) {
        Tensor loss = prior.loss(codes(step), step.labels());
        step.report("bits", loss.detach().div(Torch.scalar(Math.log(2))));
        return loss;
    }

    /** The codes of the step's pictures, computed once for all phases of the second part. */
    final Tensor codes(StepContext step) {
        return step.remember("codes", () -> autoencoder.codes(step.images()));
    }

    final CodeAutoencoder autoencoder() {
        return autoencoder;
    }

    @Override
    public final ImageShape shape() {
        return shape;
    }

    @Override
    public final int latentSize() {
        return autoencoder.side() * autoencoder.side();
    }

    @Override
    public final List<String> generatorGroups() {
        return List.of("codebook", "decoder", "prior");
    }

    @Override
    public final Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return autoencoder.decode(prior.codes(latents, labels, settings.sampling()));
    }

    /** The latents that stand for the pictures' codes; {@link #decode} gives exactly those codes again. */
    @Override
    public final Posterior encode(Tensor images, @Nullable Tensor labels) {
        return Posterior.point(prior.latents(autoencoder.codes(images), labels, settings.sampling()));
    }

    /** The transformer makes its own distribution of the standard normal. */
    @Override
    public final boolean wantsFittedSampler() {
        return false;
    }
}
