package atelier.model.vae;

import atelier.model.ImageShape;
import atelier.model.StepContext;
import atelier.model.part.ConvDecoder;
import atelier.model.part.ConvEncoder;
import atelier.model.part.KullbackLeibler;
import atelier.model.part.LatentVariableModel;
import atelier.model.part.Likelihood;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What variational autoencoders over one vector have in common: an encoder that gives a diagonal Gaussian, a decoder, and
 * the standard normal as the prior. They differ in what they are trained on.
 */
abstract class GaussianAutoencoder implements LatentVariableModel {
    private final ImageShape shape;
    private final int latentSize;
    private final Likelihood likelihood;
    private final ConvEncoder encoder;
    private final ConvDecoder decoder;

    /** Declares the groups {@code encoder} and {@code decoder}. */
    GaussianAutoencoder(
            Parameters parameters, ImageShape shape, int latentSize, int width, int depth, Likelihood likelihood) {
        this.shape = shape;
        this.latentSize = latentSize;
        this.likelihood = likelihood;
        encoder = new ConvEncoder(parameters.group("encoder"), shape, latentSize, width, depth);
        decoder = new ConvDecoder(parameters.group("decoder"), shape, latentSize, width, depth);
    }

    /** [N,C,H,W] in [-1,1] to the posterior over vectors, [N,Z] each. */
    final Posterior posterior(Tensor images) {
        return encoder.forward(images);
    }

    /** Vectors [N,Z] to the decoder's output [N,C,H,W]. */
    final Tensor decoded(Tensor vectors, @Nullable Tensor labels) {
        return decoder.forward(vectors, labels);
    }

    /** One draw from the posterior of each picture of the step, [N,Z]. */
    final Tensor drawn(StepContext step, Posterior posterior) {
        return KullbackLeibler.draw(posterior, step.normal("posterior", latentSize));
    }

    @Override
    public final Likelihood likelihood() {
        return likelihood;
    }

    @Override
    public Draws draw(Tensor images, @Nullable Tensor labels, Tensor noise) {
        long times = noise.size(0) / images.size(0);
        Posterior each = KullbackLeibler.repeated(posterior(images), times);
        Tensor vectors = KullbackLeibler.draw(each, noise);
        return new Draws(
                decoded(vectors, LatentVariableModel.repeated(labels, times)),
                KullbackLeibler.logRatio(each, noise, vectors));
    }

    @Override
    public final ImageShape shape() {
        return shape;
    }

    @Override
    public final int latentSize() {
        return latentSize;
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return likelihood.picture(decoded(latents, labels));
    }

    @Override
    public Posterior encode(Tensor images, @Nullable Tensor labels) {
        return posterior(images);
    }
}
