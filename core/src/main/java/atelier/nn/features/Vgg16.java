package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu_;

import atelier.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * VGG16 (Simonyan and Zisserman 2014, arXiv 1409.1556, table 1, column D), its 13 convolutions: what perceptual losses
 * usually stand on. The maps are those after the last convolution of each of the five stages. Weights under
 * torchvision's names, {@code features.N.weight} and {@code features.N.bias}.
 */
final class Vgg16 implements PerceptualTrunk {
    private static final String NETWORK = "VGG16";
    /** Number of the stage's first convolution among torchvision's layers, its width, its convolutions. */
    private static final int[][] STAGES = {{0, 64, 2}, {5, 128, 2}, {10, 256, 3}, {17, 512, 3}, {24, 512, 3}};

    private final List<List<FrozenConvolution>> stages = new ArrayList<>();

    Vgg16(NamedWeights weights) {
        try (Scope scope = Scope.withoutGradient()) {
            int channels = 3;
            for (int[] stage : STAGES) {
                List<FrozenConvolution> convolutions = new ArrayList<>();
                for (int i = 0; i < stage[2]; i++) {
                    String name = "features." + (stage[0] + 2 * i);
                    convolutions.add(FrozenConvolution.read(weights, NETWORK, name, stage[1], channels, 3, 1, 1));
                    channels = stage[1];
                }
                stages.add(convolutions);
            }
            tensors().forEach(Scope::keep);
        }
    }

    @Override
    public List<Tensor> taps(Tensor normalised) {
        List<Tensor> taps = new ArrayList<>();
        Tensor x = normalised.contiguous(torch.MemoryFormat.ChannelsLast);
        for (List<FrozenConvolution> stage : stages) {
            if (!taps.isEmpty()) {
                x = max_pool2d(x, 2, 2);
            }
            for (FrozenConvolution convolution : stage) {
                x = relu_(convolution.forward(x));
            }
            taps.add(x);
        }
        return taps;
    }

    private List<Tensor> tensors() {
        return stages.stream()
                .flatMap(List::stream)
                .flatMap(c -> List.of(c.weight(), c.bias()).stream())
                .toList();
    }

    @Override
    public void close() {
        tensors().forEach(Scope::free);
    }
}
