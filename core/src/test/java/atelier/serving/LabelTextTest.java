package atelier.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.model.ClassMix;
import atelier.provenance.AtelierException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTextTest {
    private static final List<String> NAMES = List.of("coat", "dress", "T-shirt/top", "black+white", "16:9");

    private static ClassMix parse(String label) {
        return LabelText.parse(label, NAMES, name -> {
            int index = name.matches("\\d") ? Integer.parseInt(name) : NAMES.indexOf(name);
            if (index < 0) {
                throw new AtelierException(atelier.provenance.Exit.USAGE, "there is no label '" + name + "'");
            }
            return index;
        });
    }

    @Test
    void oneClassIsNamedOrNumbered() {
        assertThat(parse("dress")).isEqualTo(ClassMix.of(1));
        assertThat(parse("2")).isEqualTo(ClassMix.of(2));
    }

    @Test
    void severalClassesHaveEqualSharesOrTheirOwn() {
        assertThat(parse("coat+dress").shares()).containsExactly(0.5, 0.5);
        assertThat(parse("coat:0.7,dress:0.3").shares()).containsExactly(0.7, 0.3);
        ClassMix mix = parse("coat:3 + 1");
        assertThat(mix.classes()).containsExactly(0, 1);
        assertThat(mix.shares()).containsExactly(0.75, 0.25);
    }

    @Test
    void aNameOfAClassIsTakenAsItIs() {
        assertThat(parse("black+white")).isEqualTo(ClassMix.of(3));
        assertThat(parse("16:9")).isEqualTo(ClassMix.of(4));
        assertThat(parse("16:9+coat").classes()).containsExactly(4, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"coat:x,dress", "coat:0,dress", "coat:-1", "coat:NaN", "coat:"})
    void aShareThatIsNoneIsNamed(String label) {
        assertThatThrownBy(() -> parse(label))
                .isInstanceOf(AtelierException.class)
                .hasMessageContainingAll(label, "above 0");
    }

    @Test
    void aClassNamedTwiceOrUnknownIsRefused() {
        assertThatThrownBy(() -> parse("coat+coat")).hasMessageContaining("twice");
        assertThatThrownBy(() -> parse("coat+hat")).hasMessageContaining("no label 'hat'");
        assertThatThrownBy(() -> parse("coat+")).hasMessageContaining("no label ''");
    }
}
