package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.pixel_shuffle;

import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.ModulatedConv2d;
import atelier.nn.Resize;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * From styles to pictures (Karras et al. 2020, arXiv 1912.04958, figures 2d and 7b): a learned constant goes through
 * modulated convolutions, two per stage and one in the first, each followed by noise of a learned strength, a bias and
 * leaky ReLU; every stage adds to the picture what a 1x1 convolution sees in it. Departs from the paper in upsampling: the
 * first convolution of a stage works before the sides are doubled, bilinearly, which costs a quarter.
 *
 * <p>There are two styles per stage, as in the paper: the layer that adds to the picture shares the next one's.
 */
public final class StyleSynthesis {
    private static final double GAIN = Math.sqrt(2);

    /** Strengths are learned this much slower: a lone number else runs ahead and drowns pictures in noise. */
    private static final double STRENGTH_PACE = 0.1;

    private final StagePlan plan;
    private final Parameter constant;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Painter> painters = new ArrayList<>();
    private final float[] fixedNoise;

    /** A modulated convolution with its noise and bias. */
    private record Layer(ModulatedConv2d convolution, Parameter strength, Parameter bias, int side) {
        int places() {
            return side * side;
        }
    }

    /** What adds a stage's share to the picture. */
    private record Painter(ModulatedConv2d convolution, Parameter bias) {}

    /** Declares the parameters; {@code styleSize} is W. */
    public StyleSynthesis(Parameters parameters, ImageShape shape, int styleSize, int width) {
        plan = StagePlan.of(shape, width);
        int side = plan.sides().get(0);
        int inputs = plan.channels().get(0);
        constant = parameters.add("constant", Initializer.normal(1), 1, inputs, side, side);
        for (int stage = 0; stage < plan.count(); stage++) {
            Parameters part = parameters.child("stage" + stage);
            int channels = plan.channels().get(stage);
            if (stage > 0) {
                layers.add(layer(
                        part.child("first"),
                        styleSize,
                        inputs,
                        channels,
                        plan.sides().get(stage)));
            }
            layers.add(layer(
                    part.child("second"),
                    styleSize,
                    channels,
                    channels,
                    plan.sides().get(stage)));
            Parameters paint = part.child("paint");
            int painted = plan.foldedChannels(shape);
            painters.add(new Painter(
                    new ModulatedConv2d(paint, styleSize, channels, painted, 1, false),
                    paint.add("bias", Initializer.ZERO, 1, painted, 1, 1)));
            inputs = channels;
        }
        fixedNoise = new float[noiseSize()];
        RandomStream.of(0, "fixed noise", 0).fillNormal(fixedNoise, 0, fixedNoise.length);
    }

    private static Layer layer(Parameters parameters, int styleSize, int inputs, int outputs, int side) {
        return new Layer(
                new ModulatedConv2d(parameters, styleSize, inputs, outputs, 3, true),
                parameters.add("strength", Initializer.ZERO, 1),
                parameters.add("bias", Initializer.ZERO, 1, outputs, 1, 1),
                side);
    }

    /** L, how many styles a picture has: two per stage. */
    public int styles() {
        return 2 * plan.count();
    }

    /** Values of noise that a picture takes: one per place of each convolution's output. */
    public int noiseSize() {
        return layers.stream().mapToInt(Layer::places).sum();
    }

    /**
     * The noise that pictures get outside training, the same for all of them, so that a picture is a function of its
     * style: [1,noiseSize] float32, where {@code like} lies.
     */
    public Tensor fixedNoise(Tensor like) {
        return Torch.fromFloats(fixedNoise, 1, fixedNoise.length).to(like.device(), like.scalar_type());
    }

    /**
     * Computes pictures.
     *
     * @param styles [N,L,W] float32
     * @param noise [N,noiseSize] float32 standard normals, or [1,noiseSize] for all pictures
     * @return [N,C,H,W] float32, not limited
     */
    public Tensor forward(Tensor styles, Tensor noise) {
        Tensor x = constant.tensor();
        Tensor picture = x;
        int layer = 0;
        long offset = 0;
        for (int stage = 0; stage < plan.count(); stage++) {
            for (int half = stage == 0 ? 1 : 0; half < 2; half++) {
                Layer here = layers.get(layer);
                // The first stage's only convolution has style 0, later ones follow.
                x = apply(here, x, styles.select(1, layer), noise.narrow(1, offset, here.places()));
                offset += here.places();
                layer++;
            }
            Painter painter = painters.get(stage);
            Tensor share = painter.convolution()
                    .forward(x, styles.select(1, layer))
                    .add(painter.bias().tensor());
            picture = stage == 0
                    ? share
                    : Resize.bilinear(picture, plan.sides().get(stage)).add(share);
        }
        return plan.fold() == 1 ? picture : pixel_shuffle(picture, plan.fold());
    }

    private static Tensor apply(Layer layer, Tensor input, Tensor styles, Tensor noise) {
        Tensor x = layer.convolution().forward(input, styles);
        if (x.size(2) != layer.side()) {
            x = Resize.bilinear(x, layer.side());
        }
        Tensor map = noise.reshape(-1, 1, layer.side(), layer.side());
        Tensor strength = layer.strength().tensor().mul(Torch.scalar(STRENGTH_PACE));
        Tensor noisy = x.add(map.mul(strength)).add(layer.bias().tensor());
        // The gain keeps the scale that demodulation gave.
        return Activation.leakyRelu(noisy).mul(Torch.scalar(GAIN));
    }

    /** The affine maps' weights, one matrix [channels,W] per style. */
    public List<Tensor> affineWeights() {
        List<Tensor> weights = new ArrayList<>();
        layers.forEach(layer -> weights.add(layer.convolution().affineWeight().tensor()));
        // The last style has no convolution, only what adds to the picture.
        weights.add(
                painters.get(painters.size() - 1).convolution().affineWeight().tensor());
        return weights;
    }
}
