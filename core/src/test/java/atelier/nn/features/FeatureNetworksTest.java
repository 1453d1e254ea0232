package atelier.nn.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.provenance.AtelierException;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureNetworksTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static Tensor pictures(int count, int channels, int side) {
        float[] values = new float[count * channels * side * side];
        RandomStream.of(3, "test pictures", 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, count, channels, side, side).tanh();
    }

    @Test
    void namesAreUniqueAndTheDefaultNeedsNoFiles() {
        assertThat(FeatureNetworks.catalogue().stream()
                        .map(FeatureNetworks.Entry::name)
                        .collect(Collectors.toSet()))
                .hasSameSizeAs(FeatureNetworks.catalogue());
        String first = FeatureNetworks.catalogue().get(0).name();
        FeatureNetworks.open(first, new FeatureNetworks.Options(null, null)).close();
    }

    @Test
    void aPicturesFeaturesDependNeitherOnItsBatchNorOnThreads() {
        try (FeatureNetwork network = new Atelier32();
                Scope scope = Scope.withoutGradient()) {
            Tensor images = pictures(130, 3, 40);
            FeatureSet one = new FeatureExtraction(network, 1).extract(ImageBatches.of(images));
            FeatureSet two = new FeatureExtraction(network, 2).extract(ImageBatches.of(images));
            assertThat(two.values()).isEqualTo(one.values());
            float[] alone = Torch.toFloats(network.extract(images.narrow(0, 129, 1)));
            for (int d = 0; d < network.dimensions(); d++) {
                assertThat(alone[d]).isCloseTo(one.values()[129 * network.dimensions() + d], within(1e-3f));
            }
        }
    }

    @Test
    void takesGreyAndAnySize() {
        try (FeatureNetwork network = new Atelier32();
                Scope scope = Scope.withoutGradient()) {
            for (int side : new int[] {16, 28, 32, 64, 100}) {
                assertThat(network.extract(pictures(2, 1, side)).shape()).containsExactly(2, network.dimensions());
            }
            Tensor grey = pictures(2, 1, 32);
            assertThat(Torch.toFloats(network.extract(grey)))
                    .isEqualTo(Torch.toFloats(network.extract(grey.expand(2, 3, 32, 32))));
        }
    }

    @Test
    void missingAndForeignWeightsAreSaidSo() throws Exception {
        assertThatThrownBy(() -> FeatureNetworks.open("inceptoin", FeatureNetworks.Options.defaults()))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("mobilenetv2");
        assertThatThrownBy(() -> FeatureNetworks.open("mobilenetv2", new FeatureNetworks.Options(null, null)))
                .hasMessageContaining("--weights-root");
        assertThatThrownBy(() -> FeatureNetworks.open("mobilenetv2", new FeatureNetworks.Options(folder, null)))
                .hasMessageContaining("not a folder");
        Files.createDirectories(folder.resolve("mobilenetv2_nchw/weights"));
        assertThatThrownBy(() -> FeatureNetworks.open("mobilenetv2", new FeatureNetworks.Options(folder, null)))
                .hasMessageContaining("52");
    }
}
