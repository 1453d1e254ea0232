package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu_;

import atelier.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * AlexNet in its one-column form (Krizhevsky 2014, arXiv 1404.5997), its five convolutions: the quickest trunk of LPIPS
 * and the one its authors advise for measuring. Weights under torchvision's names, {@code features.N.weight} and
 * {@code features.N.bias}.
 */
final class AlexNet implements PerceptualTrunk {
    private static final String NETWORK = "AlexNet";
    /** Maps that max pooling comes after. */
    private static final List<Integer> POOLED = List.of(0, 1);

    private final List<FrozenConvolution> convolutions = new ArrayList<>();

    AlexNet(NamedWeights weights) {
        try (Scope scope = Scope.withoutGradient()) {
            convolutions.add(FrozenConvolution.read(weights, NETWORK, "features.0", 64, 3, 11, 4, 2));
            convolutions.add(FrozenConvolution.read(weights, NETWORK, "features.3", 192, 64, 5, 1, 2));
            convolutions.add(FrozenConvolution.read(weights, NETWORK, "features.6", 384, 192, 3, 1, 1));
            convolutions.add(FrozenConvolution.read(weights, NETWORK, "features.8", 256, 384, 3, 1, 1));
            convolutions.add(FrozenConvolution.read(weights, NETWORK, "features.10", 256, 256, 3, 1, 1));
            tensors().forEach(Scope::keep);
        }
    }

    @Override
    public List<Tensor> taps(Tensor normalised) {
        List<Tensor> taps = new ArrayList<>();
        Tensor x = normalised.contiguous(torch.MemoryFormat.ChannelsLast);
        for (int i = 0; i < convolutions.size(); i++) {
            Tensor map = relu_(convolutions.get(i).forward(x));
            taps.add(map);
            x = POOLED.contains(i) ? pool(map) : map;
        }
        return taps;
    }

    private static Tensor pool(Tensor map) {
        return max_pool2d(map, new long[] {3, 3}, new long[] {2, 2}, new long[] {0, 0}, new long[] {1, 1}, false);
    }

    private List<Tensor> tensors() {
        return convolutions.stream()
                .flatMap(c -> List.of(c.weight(), c.bias()).stream())
                .toList();
    }

    @Override
    public void close() {
        tensors().forEach(Scope::free);
    }
}
