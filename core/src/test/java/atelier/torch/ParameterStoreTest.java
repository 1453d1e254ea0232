package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParameterStoreTest {
    private Parameters parameters;
    private Parameter matrix;
    private Parameter image;
    private Parameter constant;
    private ParameterStore store;

    @BeforeEach
    void create() {
        parameters = new Parameters();
        declare();
        store = ParameterStore.create(parameters, 5, Device.CPU);
    }

    private void declare() {
        Parameters first = parameters.group("first");
        matrix = first.child("layer").add("weight", Initializer.normal(2), 3, 4);
        image = first.child("conv").add("weight", Initializer.normal(1), 2, 3, 5, 5);
        constant = parameters.group("second").add("scale", Initializer.ONE, 7);
    }

    @AfterEach
    void close() {
        parameters.close();
        store.close();
    }

    @Test
    void parametersLieOneAfterTheOtherGroupByGroup() {
        assertThat(store.length()).isEqualTo(12 + 150 + 7);
        assertThat(store.range("first.layer.weight")).isEqualTo(new ParameterStore.Range(0, 12));
        assertThat(store.range("first.conv.weight")).isEqualTo(new ParameterStore.Range(12, 150));
        assertThat(store.group("first")).isEqualTo(new ParameterStore.Range(0, 162));
        assertThat(store.group("second")).isEqualTo(new ParameterStore.Range(162, 7));
        assertThat(store.groups()).containsExactly("first", "second");
        assertThat(store.parts()).containsOnlyKeys("values", "average", "moment1", "moment2");
    }

    @Test
    void firstValuesComeFromTheSeedAndTheName() {
        float[] values = Torch.toFloats(store.values());
        assertThat(values[0])
                .isCloseTo(
                        (float) (2
                                * RandomStream.of(5, "initialize first.layer.weight", 0)
                                        .nextNormal()),
                        within(1e-6f));
        assertThat(values[165]).isEqualTo(1);
        assertThat(Torch.toFloats(store.average())).isEqualTo(values);
        assertThat(Torch.toFloats(store.moment1())).containsOnly(0);
        Parameters other = new Parameters();
        parameters = other;
        declare();
        try (ParameterStore same = ParameterStore.create(other, 5, Device.CPU);
                ParameterStore different = ParameterStore.create(other, 6, Device.CPU)) {
            assertThat(Torch.toFloats(same.values())).isEqualTo(values);
            assertThat(Torch.toFloats(different.values())).isNotEqualTo(values);
        }
    }

    @Test
    void layersSeeTheStoresMemory() {
        Tensor gradient = store.newGradient();
        store.bind(parameters, gradient);
        try (Scope scope = Scope.withoutGradient()) {
            store.values().fill_(Torch.scalar(4));
            assertThat(Torch.toFloats(matrix.tensor())).containsOnly(4);
            assertThat(Torch.toFloats(image.tensor())).containsOnly(4);
            constant.tensor().zero_();
            assertThat(Torch.toFloats(store.values())[162]).isZero();
            assertThat(Torch.toFloats(store.values())[161]).isEqualTo(4);
        }
        Scope.free(gradient);
    }

    @Test
    void convolutionWeightsLieChannelsLastAndLookAsUsual() {
        store.bindFrozen(parameters, store.values());
        try (Scope scope = Scope.withoutGradient()) {
            Tensor weight = image.tensor();
            assertThat(weight.sizes().vec().get()).containsExactly(2, 3, 5, 5);
            assertThat(weight.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
            float[] flat = Torch.toFloats(store.values());
            // Element [1,2,3,4] of [O,I,H,W] lies at ((1*5+3)*5+4)*3+2.
            assertThat(weight.select(0, 1)
                            .select(0, 2)
                            .select(0, 3)
                            .select(0, 4)
                            .item_float())
                    .isEqualTo(flat[12 + ((5 + 3) * 5 + 4) * 3 + 2]);
        }
    }

    @Test
    void gradientsAddUpInTheFlatGradient() {
        Tensor gradient = store.newGradient();
        store.bind(parameters, gradient);
        for (int round = 1; round <= 2; round++) {
            try (Scope scope = Scope.open()) {
                matrix.tensor()
                        .sum()
                        .mul(Torch.scalar(3))
                        .add(constant.tensor().square().sum())
                        .backward();
            }
            float[] values = Torch.toFloats(gradient);
            assertThat(values[0]).isEqualTo(3f * round);
            assertThat(values[20]).isZero();
            assertThat(values[162]).isEqualTo(2f * round);
        }
        Scope.free(gradient);
    }

    @Test
    void movingOneGroupDoesNotInvalidateAGraphOverAnother() {
        Tensor gradient = store.newGradient();
        store.bind(parameters, gradient);
        try (Scope scope = Scope.open()) {
            Tensor loss = constant.tensor().square().sum();
            try (Scope update = Scope.withoutGradient()) {
                store.values().narrow(0, 0, 162).add_(Torch.scalar(1));
            }
            loss.backward();
            assertThat(Torch.toFloats(gradient)[162]).isEqualTo(2);
        }
        Scope.free(gradient);
    }

    @Test
    void frozenCopiesRecordNoGradients() {
        store.bindFrozen(parameters, store.average());
        assertThat(matrix.tensor().requires_grad()).isFalse();
    }

    @Test
    void exportedWeightsAreRowMajorAndLoadToTheSameTensors() {
        store.bindFrozen(parameters, store.values());
        Map<String, SafeTensors.Entry> all = store.export(store.values(), List.of("first", "second"));
        assertThat(all).containsOnlyKeys("first.layer.weight", "first.conv.weight", "second.scale");
        assertThat(store.export(store.values(), List.of("second"))).containsOnlyKeys("second.scale");
        float[] before = Torch.toFloats(image.tensor());
        assertThat(all.get("first.conv.weight").values()).isEqualTo(before);
        Parameters loaded = new Parameters();
        parameters.close();
        parameters = loaded;
        declare();
        ParameterStore.load(loaded, all, Device.CPU);
        assertThat(Torch.toFloats(image.tensor())).isEqualTo(before);
        assertThat(image.tensor().is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
    }

    @Test
    void loadingNamesTheParameterThatIsMissingOrOfAnotherShape() {
        Map<String, SafeTensors.Entry> wrong =
                Map.of("first.layer.weight", new SafeTensors.Entry(new long[] {4, 3}, new float[12]));
        assertThatThrownBy(() -> ParameterStore.load(parameters, wrong, Device.CPU))
                .hasMessageContainingAll("first.layer.weight", "[4, 3]", "[3, 4]");
        assertThatThrownBy(() -> ParameterStore.load(parameters, Map.of(), Device.CPU))
                .hasMessageContainingAll("first.layer.weight", "missing");
    }

    @Test
    void aNetworkOfAnotherLayoutIsNotBound() {
        Parameters other = new Parameters();
        other.group("first").add("weight", Initializer.ZERO, 3);
        assertThatThrownBy(() -> store.bindFrozen(other, store.values())).hasMessageContaining("first.weight");
    }

    @Test
    void declaringTwiceOrOutsideAGroupOrInAReopenedGroupIsRefused() {
        Parameters list = new Parameters();
        assertThatThrownBy(() -> list.add("weight", Initializer.ZERO, 1)).hasMessageContaining("group");
        list.group("a").add("weight", Initializer.ZERO, 1);
        assertThatThrownBy(() -> list.group("a").add("weight", Initializer.ZERO, 1))
                .hasMessageContaining("twice");
        list.group("b").add("weight", Initializer.ZERO, 1);
        assertThatThrownBy(() -> list.group("a").add("bias", Initializer.ZERO, 1))
                .hasMessageContaining("not contiguous");
    }

    @Test
    void aParameterWithoutMemorySaysSo() {
        assertThatThrownBy(() -> matrix.tensor()).hasMessageContaining("first.layer.weight is not bound");
    }

    @Test
    void filesFromBeforeALayerGiveItZeros() {
        try (Parameters grown = new Parameters()) {
            Parameters group = grown.group("net");
            group.child("old").add("weight", Initializer.ONE, 2);
            Parameter added = group.later("added").child("inner").add("weight", Initializer.ONE, 3);
            group.child("last").add("weight", Initializer.ONE, 1);
            try (ParameterStore wider = ParameterStore.create(grown, 1, Device.CPU)) {
                assertThat(wider.inLayout(new float[] {5, 6, 7})).containsExactly(5, 6, 0, 0, 0, 7);
                float[] whole = {1, 2, 3, 4, 5, 6};
                assertThat(wider.inLayout(whole)).isSameAs(whole);
                assertThatThrownBy(() -> wider.inLayout(new float[4]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("4 weights, expected 6");
            }
            Map<String, SafeTensors.Entry> file = Map.of(
                    "net.old.weight", new SafeTensors.Entry(new long[] {2}, new float[] {5, 6}),
                    "net.last.weight", new SafeTensors.Entry(new long[] {1}, new float[] {7}));
            ParameterStore.load(grown, file, Device.CPU);
            assertThat(Torch.toFloats(added.tensor())).containsExactly(0, 0, 0);
        }
    }
}
