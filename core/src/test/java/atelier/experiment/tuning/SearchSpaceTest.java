package atelier.experiment.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.experiment.SettingOverride;
import atelier.experiment.SettingsResolver;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.model.Workload;
import atelier.model.gan.Gan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SearchSpaceTest {
    static List<ModelType<?>> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyDrawIsASettingThatTheModelTakes(ModelType<?> model) {
        List<SearchSpace.Range> ranges = SearchSpace.of(model, List.of());
        assertThat(ranges).extracting(SearchSpace.Range::setting).contains("training.learningRate", "width");
        for (int trial = 0; trial < 40; trial++) {
            List<SettingOverride> drawn = SearchSpace.draw(model, ranges, 7, trial);
            SettingsResolver resolver = new SettingsResolver(drawn);
            resolver.requireKnown(List.of(model));
            requireAccepted(model, resolver);
        }
    }

    private static <S extends Record> void requireAccepted(ModelType<S> model, SettingsResolver resolver) {
        ImageShape shape = new ImageShape(32, 3, 0);
        S defaults = model.defaults(new Workload(shape, 5_000, 50_000));
        assertThat(resolver.model(model, defaults, shape)).isNotNull();
    }

    @Test
    void theFirstTrialIsTheDefaultsAndOthersAreAFunctionOfSeedAndNumber() {
        ModelType<?> gan = Models.named("gan");
        List<SearchSpace.Range> ranges = SearchSpace.of(gan, List.of());
        assertThat(SearchSpace.draw(gan, ranges, 1, 0)).isEmpty();
        assertThat(SearchSpace.draw(gan, ranges, 1, 1)).isEqualTo(SearchSpace.draw(gan, ranges, 1, 1));
        assertThat(SearchSpace.draw(gan, ranges, 1, 1)).isNotEqualTo(SearchSpace.draw(gan, ranges, 1, 2));
        assertThat(SearchSpace.draw(gan, ranges, 1, 1)).isNotEqualTo(SearchSpace.draw(gan, ranges, 2, 1));
    }

    @Test
    void aPenaltyThatFallsIsNeverMadeToRise() {
        ModelType<Gan.Settings> gan = Gan.TYPE;
        List<SearchSpace.Range> ranges = SearchSpace.of(gan, List.of());
        ImageShape shape = new ImageShape(32, 3, 0);
        Gan.Settings defaults = gan.defaults(new Workload(shape, 5_000, 50_000));
        assertThat(defaults.penaltyEnd()).isLessThanOrEqualTo(defaults.penalty());
        for (int trial = 0; trial < 40; trial++) {
            SettingsResolver resolver = new SettingsResolver(SearchSpace.draw(gan, ranges, 7, trial));
            Gan.Settings drawn = resolver.model(gan, defaults, shape);
            assertThat(drawn.penaltyEnd() / drawn.penalty())
                    .isCloseTo(defaults.penaltyEnd() / defaults.penalty(), within(1e-9));
        }
        List<SettingOverride> fixed = List.of(new SettingOverride("gan.penaltyEnd", "0.1", "--set"));
        assertThat(SearchSpace.of(gan, fixed))
                .extracting(SearchSpace.Range::setting)
                .doesNotContain("penalty");
        assertThat(SearchSpace.of(Models.named("vaegan"), List.of()))
                .filteredOn(range -> range.setting().equals("penalty"))
                .allSatisfy(range -> assertThat(range.settings()).containsExactly("penalty"));
    }

    @Test
    void drawsFillTheRange() {
        ModelType<?> gan = Models.named("gan");
        List<SearchSpace.Range> rate = SearchSpace.of(gan, List.of()).subList(0, 1);
        long above = java.util.stream.IntStream.rangeClosed(1, 400)
                .mapToObj(trial -> SearchSpace.draw(gan, rate, 1, trial).get(0).value())
                .filter(value -> Double.parseDouble(value.replace("x", "")) > 0.9487)
                .count();
        assertThat(above).as("of 400 above the geometric middle").isBetween(160L, 240L);
    }

    @Test
    void whatAPersonSetIsNotSearched() {
        ModelType<?> gan = Models.named("gan");
        List<SettingOverride> fixed = List.of(
                new SettingOverride("gan.width", "32", "--set"),
                new SettingOverride("training.learningRate", "1e-3", "--set"));
        assertThat(SearchSpace.of(gan, fixed))
                .extracting(SearchSpace.Range::setting)
                .doesNotContain("width", "training.learningRate")
                .contains("penalty");
    }

    @Test
    void factorsLieInTheirRangeEvenlyByTheirLogarithm() {
        SearchSpace.Range range = SearchSpace.Range.factor("penalty", 0.1, 10);
        assertThat(range.draw(0)).isEqualTo("0.100x");
        assertThat(range.draw(0.5)).isEqualTo("1x");
        assertThat(range.draw(0.999999)).isEqualTo("10.0x");
        assertThat(SearchSpace.Range.choice("augment", "0", "1").draw(0.7)).isEqualTo("1");
    }
}
