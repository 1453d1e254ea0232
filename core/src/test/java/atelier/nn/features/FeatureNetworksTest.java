package atelier.nn.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Npy;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
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
    void theBuiltInNetworkHasAnotherName() {
        try (FeatureNetwork network = FeatureNetworks.open("atelier", FeatureNetworks.Options.defaults())) {
            assertThat(network.name()).isEqualTo("atelier-32");
            assertThat(network.convention()).isEqualTo(new Atelier32().convention());
        }
        assertThat(FeatureNetworks.aliases("atelier-32")).containsExactly("atelier");
        assertThat(FeatureNetworks.canonical("net.onnx")).isEqualTo("net.onnx");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithItsChecksum() throws Exception {
        FeatureNetworks.Options options = new FeatureNetworks.Options(folder, null);
        Path file = folder.resolve("weights-inception-2015-12-05-6726825d.pth");
        Files.write(file, new byte[] {'P', 'K', 3, 4, 0, 0});
        // As sha256sum says of these six bytes.
        assertThatThrownBy(() -> FeatureNetworks.open("inception", options))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                .hasMessageContainingAll(
                        file.toString(),
                        "be0c7ebd8b5fd4585f4b493d0325f974789b089cf31d26fe1078df41a5412fe3",
                        "begins with 6726825d");
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
    void aThumbnailIsTheMeanOfEveryPart() {
        try (FeatureNetwork network = FeatureNetworks.open("pixels", new FeatureNetworks.Options(null, null));
                Scope scope = Scope.withoutGradient()) {
            Tensor grey = pictures(2, 1, 24);
            float[] features = Torch.toFloats(network.extract(grey));
            assertThat(features).hasSize(2 * network.dimensions());
            float[] values = Torch.toFloats(grey);
            // Picture 1, row 3, column 5 of the thumbnail: pixels 6 and 7 by 10 and 11.
            float byHand = 0;
            for (int pixel : new int[] {6 * 24 + 10, 6 * 24 + 11, 7 * 24 + 10, 7 * 24 + 11}) {
                byHand += values[24 * 24 + pixel] / 4;
            }
            for (int channel = 0; channel < 3; channel++) {
                assertThat(features[network.dimensions() + channel * 144 + 3 * 12 + 5])
                        .isCloseTo(byHand, within(1e-6f));
            }
            assertThat(network.extract(pictures(2, 3, 8)).shape()).containsExactly(2, network.dimensions());
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

    @Test
    void missingWeightsAreNamedWithTheirPlacesAndTheirOrigin() {
        FeatureNetworks.Options options = new FeatureNetworks.Options(folder, null);
        for (String name : List.of("inception", "dinov2")) {
            assertThatThrownBy(() -> FeatureNetworks.open(name, options))
                    .isInstanceOfSatisfying(
                            AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                    .hasMessageContainingAll(
                            folder.resolve(name + ".safetensors").toString(), "github.com", "features.weights");
        }
        FeatureNetworks.Options vgg =
                new FeatureNetworks.Options(folder, null, null, PerceptualNetwork.VGG, OnnxInput.DEFAULT);
        assertThatThrownBy(() -> PerceptualDistance.find(vgg)).hasMessageContaining("vgg16-397923af.pth");
        assertThat(PerceptualDistance.find(options)).isNull();
        Path named = folder.resolve("own.safetensors");
        FeatureNetworks.Options own = new FeatureNetworks.Options(null, null, named, null, OnnxInput.DEFAULT);
        assertThatThrownBy(() -> FeatureNetworks.open("inception", own))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                .hasMessageContaining(named.toString());
    }

    @Test
    void truncatedAndForeignFilesAreNamed() throws Exception {
        FeatureNetworks.Options options = new FeatureNetworks.Options(folder, null);
        Path file = folder.resolve("inception.safetensors");
        SafeTensors.write(file, Map.of(), Map.of("x", new SafeTensors.Entry(new long[] {4}, new float[4])));
        assertThatThrownBy(() -> FeatureNetworks.open("inception", options))
                .hasMessageContainingAll("Conv2d_1a_3x3.conv.weight in " + file, "missing");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> FeatureNetworks.open("inception", options))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                .hasMessageContaining(file.toString());
        Files.delete(file);
        Path pth = folder.resolve("pt_inception-2015-12-05-6726825d.pth");
        Files.write(pth, new byte[] {'P', 'K', 3, 4});
        assertThatThrownBy(() -> FeatureNetworks.open("inception", options))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                .hasMessageContaining(pth.toString());
        Files.write(folder.resolve("inception.pth"), new byte[10]);
        assertThatThrownBy(() -> FeatureNetworks.open("inception", options)).hasMessageContaining("several weights");
    }

    @Test
    void weightsComeFromAnyOfTheThreeKinds() throws Exception {
        float[] values = {1, 2, 3, 4};
        Path file = folder.resolve("a.safetensors");
        SafeTensors.write(file, Map.of(), Map.of("x", new SafeTensors.Entry(new long[] {2, 2}, values)));
        Npy.write(folder.resolve("x.npy"), values, 2, 2);
        try (Scope scope = Scope.withoutGradient()) {
            for (Path path : List.of(file, folder)) {
                NamedWeights weights = NamedWeights.open(path);
                assertThat(weights.has("y")).isFalse();
                assertThat(Torch.toFloats(weights.read("x", "N", 2, 2))).isEqualTo(values);
                assertThatThrownBy(() -> weights.read("x", "N", 4)).hasMessageContainingAll("[2, 2]", "[4]");
            }
        }
        assertThatThrownBy(() -> NamedWeights.open(folder.resolve("x.bin"))).hasMessageContaining(".safetensors");
    }

    @Test
    void dinoV2KnowsTheNamesOfTheOtherLibrary() {
        Map<String, float[]> stored = new HashMap<>();
        stored.put("embeddings.cls_token", new float[] {1});
        stored.put("encoder.layer.3.attention.attention.query.weight", new float[] {2});
        stored.put("encoder.layer.3.attention.attention.key.weight", new float[] {3});
        stored.put("encoder.layer.3.attention.attention.value.weight", new float[] {4});
        stored.put("encoder.layer.3.attention.output.dense.bias", new float[] {5});
        stored.put("encoder.layer.3.layer_scale2.lambda1", new float[] {6});
        stored.put("encoder.layer.3.mlp.fc1.weight", new float[] {7});
        stored.put("embeddings.patch_embeddings.projection.bias", new float[] {8});
        stored.put("layernorm.weight", new float[] {9});
        stored.put("embeddings.position_embeddings", new float[] {10});
        NamedWeights weights = DinoV2Names.original(new NamedWeights("stored") {
            @Override
            public long @Nullable [] shape(String name) {
                return stored.containsKey(name) ? new long[] {1} : null;
            }

            @Override
            protected float[] floats(String name) {
                return stored.get(name);
            }
        });
        assertThat(weights.shape("blocks.3.attn.qkv.weight")).containsExactly(3);
        assertThat(weights.floats("blocks.3.attn.qkv.weight")).containsExactly(2, 3, 4);
        assertThat(weights.shape("blocks.4.attn.qkv.weight")).isNull();
        Map.of(
                        "cls_token", 1f,
                        "blocks.3.attn.proj.bias", 5f,
                        "blocks.3.ls2.gamma", 6f,
                        "blocks.3.mlp.fc1.weight", 7f,
                        "patch_embed.proj.bias", 8f,
                        "norm.weight", 9f,
                        "pos_embed", 10f)
                .forEach((name, value) -> assertThat(weights.floats(name)).containsExactly(value));
    }
}
