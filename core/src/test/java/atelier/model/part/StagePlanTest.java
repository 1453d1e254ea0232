package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.model.ImageShape;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StagePlanTest {
    static IntStream allSizes() {
        return IntStream.rangeClosed(16, 256);
    }

    @ParameterizedTest
    @MethodSource("allSizes")
    void sidesHalveFromThePictureDownToEightAtMost(int size) {
        StagePlan plan = StagePlan.of(new ImageShape(size, 3, 0), 96);
        List<Integer> sides = plan.sides();
        assertThat(sides.get(sides.size() - 1) * plan.fold()).isEqualTo(size);
        assertThat(sides.get(0)).isBetween(4, 8);
        assertThat(sides).hasSameSizeAs(plan.channels()).hasSize(plan.count());
        for (int stage = 1; stage < sides.size(); stage++) {
            assertThat(sides.get(stage - 1)).isEqualTo((sides.get(stage) + 1) / 2);
            assertThat(plan.channels().get(stage))
                    .isLessThanOrEqualTo(plan.channels().get(stage - 1));
        }
        assertThat(plan.channels()).allMatch(channels -> channels >= 8 && channels % 8 == 0);
        assertThat(plan.channels().get(0)).isEqualTo(96);
    }

    @Test
    void thePlanOfFashionMnistIsTheDocumentedOne() {
        StagePlan plan = StagePlan.of(new ImageShape(28, 1, 10), 96);
        assertThat(plan.fold()).isEqualTo(1);
        assertThat(plan.sides()).containsExactly(7, 14, 28);
        assertThat(plan.channels()).containsExactly(96, 48, 16);
        assertThat(plan.smallestValues()).isEqualTo(7 * 7 * 96);
    }

    @Test
    void largePicturesAreFoldedWhereTheirSideAllows() {
        assertThat(StagePlan.of(new ImageShape(64, 3, 0), 96).fold()).isEqualTo(1);
        assertThat(StagePlan.of(new ImageShape(100, 3, 0), 96).fold()).isEqualTo(2);
        assertThat(StagePlan.of(new ImageShape(101, 3, 0), 96).fold()).isEqualTo(1);
        StagePlan largest = StagePlan.of(new ImageShape(256, 3, 0), 96);
        assertThat(largest.fold()).isEqualTo(4);
        assertThat(largest.foldedChannels(new ImageShape(256, 3, 0))).isEqualTo(48);
    }

    @ParameterizedTest
    @CsvSource({"16,1", "17,3", "28,1", "33,1", "37,3", "50,3", "100,3", "130,1", "256,1"})
    void decoderAndBackboneAgreeOnOddSizesToo(int size, int channels) {
        ImageShape shape = new ImageShape(size, channels, 0);
        Parameters parameters = new Parameters();
        ConvDecoder decoder = new ConvDecoder(parameters.group("decoder"), shape, 4, 8, 1);
        ConvBackbone backbone = new ConvBackbone(parameters.group("backbone"), shape, 8, 1);
        try (ParameterStore store = ParameterStore.create(parameters, 1, Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            store.bindFrozen(parameters, store.values());
            float[] latents = new float[8];
            RandomStream.of(1, "latents", 0).fillNormal(latents, 0, 8);
            Tensor pictures = decoder.forward(Torch.fromFloats(latents, 2, 4), null);
            assertThat(ImageShape.describe(pictures)).isEqualTo("[2," + channels + "," + size + "," + size + "]");
            Tensor features = backbone.forward(pictures);
            int side = backbone.plan().sides().get(0);
            assertThat(ImageShape.describe(features)).isEqualTo("[2,8," + side + "," + side + "]");
            assertThat(pictures.isfinite().all().item_bool()).isTrue();
        } finally {
            parameters.close();
        }
    }

    @Test
    void picturesOfAnotherSizeAreRefusedWithBothShapes() {
        Parameters parameters = new Parameters();
        ConvBackbone backbone = new ConvBackbone(parameters.group("backbone"), new ImageShape(16, 1, 0), 8, 1);
        Torch.load();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor other = Torch.fromFloats(new float[2 * 3 * 17 * 17], 2, 3, 17, 17);
            assertThatThrownBy(() -> backbone.forward(other)).hasMessageContainingAll("[2,3,17,17]", "[N,1,16,16]");
        }
    }
}
