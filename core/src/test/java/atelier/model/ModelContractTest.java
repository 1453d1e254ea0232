package atelier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every model of the catalogue promises before it has been trained. */
class ModelContractTest {
    private static final int COUNT = 5;

    @Test
    void namesAreUniqueAndSummariesSayWhatForAndWhatNotForAndAfterWhichPaper() {
        assertThat(Models.all())
                .extracting(ModelType::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"));
        assertThat(Models.all())
                .extracting(ModelType::summary)
                .doesNotHaveDuplicates()
                .allMatch(text -> text.length() > 20 && !text.contains("\n"));
        assertThat(Models.all())
                .extracting(ModelType::summary)
                .allMatch(text -> text.matches("[^:]+: for [^;]+; not .+"));
        assertThat(Models.all())
                .extracting(ModelType::paper)
                .allMatch(paper -> paper.matches("[^;]+ \\d{4}, arXiv \\d{4}\\.\\d{4,5}(; .+)?"));
        assertThat(Models.all()).extracting(ModelType::family).allMatch(family -> !family.isBlank());
    }

    @Test
    void aModelIsFoundByItsNameAndAnUnknownNameListsTheKnownOnes() {
        for (ModelType<?> type : Models.all()) {
            assertThat(Models.named(type.name())).isSameAs(type);
        }
        assertThatThrownBy(() -> Models.named("vea"))
                .isInstanceOf(AtelierException.class)
                .hasMessageContainingAll("vea", "vae", "gan");
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void decodesLatentsToFinitePicturesOfItsShape(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            Tensor pictures = network.model.decode(latents(network), labels(model));
            ImageShape shape = model.shape();
            assertThat(pictures.sizes().vec().get())
                    .containsExactly(COUNT, shape.channels(), shape.size(), shape.size());
            assertFinite(pictures);
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void encodesPicturesToFinitePosteriorsIfItSaysSo(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            ImageShape shape = model.shape();
            float[] pixels = new float[COUNT * shape.values()];
            RandomStream.of(1, "pixels", 0).fillNormal(pixels, 0, pixels.length);
            Tensor images = Torch.fromFloats(pixels, COUNT, shape.channels(), shape.size(), shape.size());
            GenerativeModel.Posterior posterior = network.model.encode(images, labels(model));
            assertThat(posterior != null).isEqualTo(network.model.hasEncoder());
            if (posterior != null) {
                assertThat(posterior.mean().sizes().vec().get()).containsExactly(COUNT, network.model.latentSize());
                assertThat(posterior.logVariance().sizes().vec().get())
                        .containsExactly(COUNT, network.model.latentSize());
                assertFinite(posterior.mean());
                assertFinite(posterior.logVariance());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void judgesPicturesIfItIsTrainedWithADiscriminator(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            Tensor pictures = network.model.decode(latents(network), labels(model));
            Tensor logits = network.model.judge(pictures, labels(model));
            assertThat(logits != null).isEqualTo(network.model.hasDiscriminator());
            assertThat(network.store.groups().contains("discriminator")).isEqualTo(network.model.hasDiscriminator());
            if (logits != null) {
                assertThat(logits.sizes().vec().get()).containsExactly(COUNT);
                assertFinite(logits);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#conditional")
    void refusesLatentsWithoutTheLabelsItNeeds(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            Tensor latents = latents(network);
            assertThatThrownBy(() -> network.model.decode(latents, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("label");
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#conditional")
    void theClassChangesThePicture(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            Tensor latents = latents(network);
            float[] first = Torch.toFloats(network.model.decode(latents, Torch.fromLongs(new long[COUNT], COUNT)));
            float[] second =
                    Torch.toFloats(network.model.decode(latents, Torch.fromLongs(new long[] {1, 1, 1, 1, 1}, COUNT)));
            assertThat(first).isNotEqualTo(second);
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#conditional")
    void aClassMayBeGivenAsSharesAndSharesOfSeveralLieBetween(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            Tensor latents = latents(network).narrow(0, 0, 2);
            float[] number = Torch.toFloats(network.model.decode(latents, Torch.fromLongs(new long[] {1, 1}, 2)));
            float[] whole = Torch.toFloats(
                    network.model.decode(latents, Torch.fromFloats(new float[] {0, 1, 0, 0, 1, 0}, 2, 3)));
            assertThat(whole).containsExactly(number, org.assertj.core.api.Assertions.within(1e-4f));
            float[] half = Torch.toFloats(
                    network.model.decode(latents, Torch.fromFloats(new float[] {0.5f, 0.5f, 0, 0.5f, 0.5f, 0}, 2, 3)));
            assertThat(half).isNotEqualTo(number);
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void truncationOfOneChangesNothingAndOfZeroLeavesOnePicturePerClass(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            Tensor latents = latents(network);
            assertThat(Torch.toFloats(network.model.decode(latents, labels(model), 1)))
                    .isEqualTo(Torch.toFloats(network.model.decode(latents, labels(model))));
            Tensor middles = network.model.decode(latents, labels(model), 0);
            // Pictures 0 and 3 are of one class.
            assertThat(Torch.toFloats(middles.narrow(0, 3, 1)))
                    .containsExactly(
                            Torch.toFloats(middles.narrow(0, 0, 1)), org.assertj.core.api.Assertions.within(1e-4f));
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void stylesGiveThePicturesOfTheirLatents(ModelCase model) {
        try (Network network = new Network(model);
                Scope scope = Scope.withoutGradient()) {
            StyleSpace space = network.model.styles();
            if (space != null) {
                Tensor latents = latents(network);
                Tensor styles = space.map(latents, labels(model));
                assertThat(styles.sizes().vec().get()).containsExactly(COUNT, space.size());
                assertThat(space.affineWeights()).hasSize(space.layers());
                float[] pictures = Torch.toFloats(network.model.decode(latents, labels(model)));
                assertThat(Torch.toFloats(space.synthesize(styles))).isEqualTo(pictures);
                Tensor each = styles.unsqueeze(1).repeat(1, space.layers(), 1);
                assertThat(Torch.toFloats(space.synthesize(each)))
                        .containsExactly(pictures, org.assertj.core.api.Assertions.within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void phasesNameGroupsThatExistAndThatTheyDoNotFreeze(ModelCase model) {
        try (Network network = new Network(model)) {
            for (double part : new double[] {0, 0.5, 1}) {
                for (Phase phase : network.model.phases(new Progress(0, Math.round(1_000 * part), 1_000))) {
                    assertThat(phase.groups()).isSubsetOf(network.store.groups());
                    assertThat(phase.frozen()).isSubsetOf(network.store.groups());
                    assertThat(phase.groups()).isNotEmpty();
                    assertThat(phase.frozen()).doesNotContainAnyElementsOf(phase.groups());
                }
            }
            assertThat(network.store.groups()).containsAll(network.model.generatorGroups());
        }
    }

    /** As docs/budget.md says of what lies beyond the end. */
    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#unconditional")
    void aFurtherBudgetGoesOnInTheLastPart(ModelCase model) {
        try (Network network = new Network(model)) {
            List<Phase> last = network.model.phases(new Progress(0, 1_000, 1_000));
            assertThat(network.model.phases(new Progress(0, 1_000, 2_000, 1_000)))
                    .extracting(Phase::name)
                    .isEqualTo(last.stream().map(Phase::name).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void aStoredNetworkDecodesToTheSameBits(ModelCase model, @TempDir Path folder) throws IOException {
        try (Network network = new Network(model)) {
            Path file = folder.resolve("model.safetensors");
            SafeTensors.write(file, Map.of(), network.store.export(network.store.average(), network.store.groups()));
            try (InferenceModel loaded =
                            InferenceModel.load(SafeTensors.read(file).tensors(), model.build(), Device.CPU);
                    InferenceModel original =
                            InferenceModel.over(network.store, network.store.average(), model.build(), Device.CPU);
                    Scope scope = Scope.withoutGradient()) {
                Tensor latents = latents(network);
                float[] expected = Torch.toFloats(original.decode(latents, labels(model)));
                assertThat(Torch.toFloats(loaded.decode(latents, labels(model))))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void theGeneratorGroupsAloneAreEnoughToDecode(ModelCase model) {
        try (Network network = new Network(model)) {
            Tensor other = network.store.newGradient();
            try (Scope scope = Scope.withoutGradient()) {
                for (String group : network.model.generatorGroups()) {
                    ParameterStore.Range range = network.store.group(group);
                    other.narrow(0, range.offset(), range.length())
                            .copy_(network.store.values().narrow(0, range.offset(), range.length()));
                }
                try (InferenceModel all =
                                InferenceModel.over(network.store, network.store.values(), model.build(), Device.CPU);
                        InferenceModel part = InferenceModel.over(network.store, other, model.build(), Device.CPU)) {
                    Tensor latents = latents(network);
                    assertThat(Torch.toFloats(part.decode(latents, labels(model))))
                            .isEqualTo(Torch.toFloats(all.decode(latents, labels(model))));
                }
            } finally {
                Scope.free(other);
            }
        }
    }

    private static Tensor latents(Network network) {
        int size = network.model.latentSize();
        float[] values = new float[COUNT * size];
        RandomStream.of(1, "latents", 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, COUNT, size);
    }

    private static @Nullable Tensor labels(ModelCase model) {
        return model.shape().conditional() ? Torch.fromLongs(new long[] {0, 1, 2, 0, 1}, COUNT) : null;
    }

    private static void assertFinite(Tensor tensor) {
        assertThat(Torch.toFloats(tensor)).satisfies(values -> {
            for (float value : values) {
                assertThat(value).isFinite();
            }
        });
    }

    /** A network with first values, and its memory. */
    private static final class Network implements AutoCloseable {
        private final Parameters parameters = new Parameters();
        private final GenerativeModel model;
        private final ParameterStore store;

        Network(ModelCase model) {
            this.model = model.build().apply(parameters);
            store = ParameterStore.create(parameters, 3, Device.CPU);
            store.bindFrozen(parameters, store.values());
        }

        @Override
        public void close() {
            parameters.close();
            store.close();
        }
    }
}
