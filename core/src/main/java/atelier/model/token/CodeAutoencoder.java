package atelier.model.token;

import atelier.model.ImageShape;
import atelier.model.StepContext;
import atelier.model.part.Codebook;
import atelier.model.part.ConvBackbone;
import atelier.model.part.ConvStages;
import atelier.model.part.Likelihood;
import atelier.model.part.StagePlan;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Encoder, codebook and decoder: a picture becomes a square map of codes and is computed from it again. Declares the
 * groups {@code encoder}, {@code codebook} and {@code decoder}.
 */
final class CodeAutoencoder {
    private final ImageShape shape;
    private final StagePlan plan;
    private final ConvBackbone backbone;
    private final Conv2d shorten;
    private final Codebook codebook;
    private final Conv2d widen;
    private final ConvStages stages;

    CodeAutoencoder(Parameters parameters, ImageShape shape, TokenSettings settings) {
        this.shape = shape;
        plan = StagePlan.of(shape, settings.width(), settings.mapSide());
        int channels = plan.channels().get(0);
        Parameters encoder = parameters.group("encoder");
        backbone = new ConvBackbone(encoder, shape, plan, settings.depth());
        shorten = Conv2d.pointwise(encoder.child("shorten"), channels, settings.codeSize());
        codebook = new Codebook(parameters.group("codebook"), settings.codes(), settings.codeSize());
        Parameters decoder = parameters.group("decoder");
        // Entries have length one, so a deviation of one keeps the variance.
        widen = new Conv2d(decoder.child("widen"), settings.codeSize(), channels, 1, 1, Initializer.normal(1));
        stages = new ConvStages(decoder, shape, plan, settings.depth());
    }

    /**
     * Reconstruction and the two distances between features and entries (van den Oord et al. 2017, equation 3), per
     * value of the picture; the likelihood is a Gaussian with its best variance.
     */
    Tensor loss(StepContext step, double commitment) {
        Codebook.Quantized quantized = codebook.quantize(features(step.images()), step);
        Tensor reconstruction = Likelihood.GAUSSIAN.loss(step.images(), decodeVectors(quantized.vectors()), step);
        step.report("reconstruction", reconstruction);
        step.report("commitment", quantized.commitment());
        return reconstruction
                .div(Torch.scalar(shape.values()))
                .add(quantized.commitment().mul(Torch.scalar(commitment)))
                .add(quantized.codebook());
    }

    /** The codes of pictures, row by row, without gradients: [N,C,H,W] to [N,T] int64. */
    Tensor codes(Tensor images) {
        Tensor codes;
        try (Scope scope = Scope.withoutGradient()) {
            codes = Scope.keep(codebook.codes(features(images)));
        }
        return Scope.adopt(codes);
    }

    /** Pictures from codes [N,T] int64; no gradient reaches the codebook. */
    Tensor decode(Tensor codes) {
        return decodeVectors(codebook.vectors(codes, side()).detach());
    }

    private Tensor features(Tensor images) {
        return shorten.forward(Activation.leakyRelu(backbone.forward(images)));
    }

    private Tensor decodeVectors(Tensor vectors) {
        return stages.forward(widen.forward(vectors));
    }

    /** Side of the map of codes. */
    int side() {
        return plan.sides().get(0);
    }
}
