package atelier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ClassMixTest {
    private static final ImageShape SHAPE = new ImageShape(16, 1, 4);

    @Test
    void weightsBecomeShares() {
        ClassMix mix = ClassMix.weighted(List.of(3, 1), List.of(6.0, 2.0));
        assertThat(mix.shares()).containsExactly(0.75, 0.25);
        assertThat(mix.pure()).isFalse();
        assertThat(ClassMix.of(2).pure()).isTrue();
    }

    @Test
    void sharesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new ClassMix(List.of(0, 1), List.of(0.5, 0.6))).hasMessageContaining("1 in all");
        assertThatThrownBy(() -> new ClassMix(List.of(1, 1), List.of(0.5, 0.5))).hasMessageContaining("once");
        assertThatThrownBy(() -> new ClassMix(List.of(0, 1), List.of(0.0, 1.0))).hasMessageContaining("above 0");
    }

    @Test
    void theWayFromOneToAnotherMovesSharesEvenly() {
        ClassMix from = ClassMix.of(1);
        ClassMix to = ClassMix.weighted(List.of(1, 3), List.of(1.0, 1.0));
        assertThat(ClassMix.between(from, to, 0)).isEqualTo(from);
        assertThat(ClassMix.between(from, to, 0.5).shares()).containsExactly(0.75, 0.25);
        assertThat(ClassMix.between(from, to, 1)).isEqualTo(to);
    }

    @Test
    void oneClassIsANumberAndSeveralAreARowOfShares() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor one = ClassMix.of(2).labels(3, SHAPE);
            assertThat(one.sizes().vec().get()).containsExactly(3);
            assertThat(Torch.toFloats(one)).containsExactly(2, 2, 2);
            Tensor several = ClassMix.weighted(List.of(0, 3), List.of(1.0, 3.0)).labels(2, SHAPE);
            assertThat(several.sizes().vec().get()).containsExactly(2, 4);
            assertThat(Torch.toFloats(several)).containsExactly(0.25f, 0, 0, 0.75f, 0.25f, 0, 0, 0.75f);
            assertThat(ClassMix.of(0).labels(3, new ImageShape(16, 1, 0))).isNull();
        }
    }

    @Test
    void latentsComeFromEachClassAsOftenAsItsShareSays() {
        ClassMix mix = ClassMix.weighted(List.of(0, 3), List.of(1.0, 3.0));
        int third = 0;
        for (int index = 0; index < 2000; index++) {
            int drawn = mix.draw(5, index);
            assertThat(drawn).isIn(0, 3);
            assertThat(mix.draw(5, index)).isEqualTo(drawn);
            third += drawn == 3 ? 1 : 0;
        }
        assertThat(third / 2000.0).isCloseTo(0.75, within(0.04));
        assertThat(ClassMix.of(1).draw(5, 0)).isEqualTo(1);
    }
}
