package atelier.nn.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of one's own: the simplest one, whose features are the means of the three colours. */
class OnnxNetworkTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    /** A protocol buffer, field by field. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            variable((long) field << 3);
            variable(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            variable((long) field << 3 | 2);
            variable(value.length);
            bytes.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes.toByteArray());
        }

        private void variable(long value) {
            long rest = value;
            while (rest >= 128) {
                bytes.write((int) (rest & 127 | 128));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }

    /** Float32 of this shape; a negative side is free. */
    private static Message value(String name, long... shape) {
        Message sides = new Message();
        for (long side : shape) {
            Message one = side < 0 ? new Message().text(2, "n") : new Message().number(1, side);
            sides.message(1, one);
        }
        Message tensor = new Message().number(1, 1).message(2, sides);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /** A network of one operator without attributes. */
    private Path network(String name, String operator, Message input, Message output) throws IOException {
        Message node = new Message().text(1, "picture").text(2, "feature").text(4, operator);
        Message graph = new Message()
                .message(1, node)
                .text(2, "graph")
                .message(11, input)
                .message(12, output);
        Message model = new Message().number(1, 8).message(7, graph).message(8, new Message().number(2, 13));
        return Files.write(folder.resolve(name), model.bytes.toByteArray());
    }

    private Path means(long batch, long side) throws IOException {
        return network(
                "means.onnx",
                "GlobalAveragePool",
                value("picture", batch, 3, side, side),
                value("feature", batch, 3, 1, 1));
    }

    private static FeatureNetworks.Options options(Integer size, OnnxInput input) {
        return new FeatureNetworks.Options(null, size, null, null, input);
    }

    private static final OnnxInput PLAIN =
            new OnnxInput(PictureResize.BILINEAR, List.of(0.0, 0.5, 0.0), List.of(1.0, 1.0, 2.0), "feature");

    private static float[] features(FeatureNetwork network) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor grey = Torch.fromFloats(new float[] {-1, 1, 1, 1, 0, 0, 0, 0}, 2, 1, 2, 2);
            return Torch.toFloats(network.extract(grey));
        }
    }

    @Test
    void computesWhatTheFileSaysOnPicturesAsTheSettingsSay() throws IOException {
        for (long batch : new long[] {-1, 1}) {
            try (FeatureNetwork network = FeatureNetworks.open(means(batch, -1).toString(), options(4, PLAIN))) {
                assertThat(network.dimensions()).isEqualTo(3);
                float[] got = features(network);
                // Means 0.75 and 0.5 on [0,1], then (x - mean)/deviation.
                float[] want = {0.75f, 0.25f, 0.375f, 0.5f, 0, 0.25f};
                for (int i = 0; i < want.length; i++) {
                    assertThat(got[i]).isCloseTo(want[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void aClassifierOfOnesOwnHasProbabilities() throws IOException {
        String path = means(-1, -1).toString();
        OnnxInput logits = new OnnxInput(
                PictureResize.BILINEAR, PLAIN.mean(), PLAIN.deviation(), "feature", OnnxInput.Classes.LOGITS);
        OnnxInput shares = new OnnxInput(
                PictureResize.BILINEAR, PLAIN.mean(), PLAIN.deviation(), "feature", OnnxInput.Classes.PROBABILITIES);
        FeatureSet rows = new FeatureSet("rows", 2, 3, new float[] {0, 0, (float) Math.log(2), 1, 1, 1});
        try (FeatureNetwork plain = FeatureNetworks.open(path, options(4, PLAIN));
                FeatureNetwork first = FeatureNetworks.open(path, options(4, logits));
                FeatureNetwork second = FeatureNetworks.open(path, options(4, shares))) {
            assertThat(plain.classHead()).isNull();
            assertThat(first.classHead().classes()).isEqualTo(3);
            assertThat(first.classHead().probabilities(rows))
                    .containsExactly(new double[] {0.25, 0.25, 0.5, 1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-7));
            assertThat(second.classHead().probabilities(new FeatureSet("rows", 1, 3, new float[] {0.5f, 0, 0.5f})))
                    .containsExactly(0.5, 0, 0.5);
            assertThatThrownBy(() -> second.classHead().probabilities(rows))
                    .isInstanceOfSatisfying(
                            AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                    .hasMessageContainingAll("means.onnx", "row 0", "features.classes=logits");
        }
    }

    @Test
    void theConventionSaysAllThatNumbersDependOn() throws IOException {
        String path = means(-1, -1).toString();
        try (FeatureNetwork network = FeatureNetworks.open(path, options(4, PLAIN));
                FeatureNetwork other = FeatureNetworks.open(path, options(8, PLAIN));
                FeatureNetwork third = FeatureNetworks.open(path, options(8, OnnxInput.DEFAULT))) {
            assertThat(network.convention())
                    .matches("onnx-means-[0-9a-f]{8}-4-bilinear-mean-0.0-0.5-0.0-deviation-1.0-1.0-2.0-feature");
            assertThat(other.convention()).isNotEqualTo(network.convention());
            assertThat(third.convention()).endsWith("-8-bilinear-imagenet-feature");
        }
    }

    @Test
    void whatDoesNotFitIsSaid() throws IOException {
        Path free = means(-1, -1);
        refused(Exit.USAGE, free, options(null, OnnxInput.DEFAULT), "features.size");
        refused(
                Exit.USAGE,
                free,
                options(4, new OnnxInput(PictureResize.BICUBIC, null, null, "pool")),
                "features.output is 'pool'");
        refused(
                Exit.USAGE,
                free,
                options(4, new OnnxInput(PictureResize.BICUBIC, List.of(0.5), null, null)),
                "features.mean has 1");
        refused(Exit.USAGE, means(-1, 8), options(4, OnnxInput.DEFAULT), "8 x 8");
        refused(Exit.INPUT, means(5, 8), options(null, OnnxInput.DEFAULT), "fixed to 5");
        Path rows = network("rows.onnx", "Relu", value("picture", -1, 9), value("feature", -1, 9));
        refused(Exit.INPUT, rows, options(4, OnnxInput.DEFAULT), "one float32 input");
        Path broken = Files.write(folder.resolve("broken.onnx"), new byte[] {1, 2, 3});
        refused(Exit.INPUT, broken, options(4, OnnxInput.DEFAULT), "broken.onnx");
        refused(Exit.INPUT, folder.resolve("none.onnx"), options(4, OnnxInput.DEFAULT), "does not exist");
    }

    private static void refused(Exit exit, Path file, FeatureNetworks.Options options, String words) {
        assertThatThrownBy(() -> FeatureNetworks.open(file.toString(), options))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(exit))
                .hasMessageContaining(words);
    }

    @Test
    void settingsOfOnesOwnNetworkAreNotForThoseOfTheCatalogue() {
        assertThatThrownBy(() -> FeatureNetworks.open("atelier-32", options(null, PLAIN)))
                .hasMessageContaining("features.resize");
    }
}
