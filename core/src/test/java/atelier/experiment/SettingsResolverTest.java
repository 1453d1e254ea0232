package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.data.DataOptions;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.model.Workload;
import atelier.model.flow.Flow;
import atelier.model.gan.Gan;
import atelier.model.hybrid.VaeGan;
import atelier.model.part.AdversarialObjective;
import atelier.model.vae.Vae;
import atelier.model.vae.VaeFlow;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.Parameters;
import atelier.torch.Precision;
import atelier.training.TrainingSettings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsResolverTest {
    private static final ImageShape SHAPE = new ImageShape(32, 3, 0);
    private static final Workload WORKLOAD = new Workload(SHAPE, 800, 1_000);

    private static SettingsResolver settings(String... keysAndValues) {
        List<SettingOverride> overrides = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            overrides.add(new SettingOverride(keysAndValues[i], keysAndValues[i + 1], "vae.yaml:" + (i / 2 + 1)));
        }
        return new SettingsResolver(overrides);
    }

    private static TrainingSettings training() {
        return TrainingSettings.of(Vae.TYPE.optimization(WORKLOAD), 1, 1_000, 2, Precision.FLOAT32);
    }

    private static TrainingSettings resolveTraining(SettingsResolver resolver) {
        return resolver.training(training(), TrainingSettings.class);
    }

    private static Gan.Settings resolveGan(SettingsResolver resolver) {
        return resolver.model(Gan.TYPE, Gan.TYPE.defaults(WORKLOAD), SHAPE);
    }

    private static AbstractThrowableAssert<?, AtelierException> refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call)
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                .extracting(
                        problem -> problem,
                        org.assertj.core.api.InstanceOfAssertFactories.throwable(AtelierException.class));
    }

    @Test
    void withoutSettingsTheDefaultsStay() {
        assertThat(resolveTraining(settings())).isEqualTo(training());
        assertThat(resolveGan(settings())).isEqualTo(Gan.TYPE.defaults(WORKLOAD));
    }

    @Test
    void settingsReplaceDefaultsAndLaterOnesReplaceEarlierOnes() {
        TrainingSettings resolved = resolveTraining(
                settings("training.batchSize", "16", "training.learningRate", "1e-3", "training.batchSize", "48"));
        assertThat(resolved.batchSize()).isEqualTo(48);
        assertThat(resolved.learningRate()).isEqualTo(1e-3);
        assertThat(resolved.beta2()).isEqualTo(training().beta2());
    }

    @Test
    void aChoiceIsWrittenInSmallLettersWithDashes() {
        assertThat(resolveGan(settings("model.objective", "least-squares")).objective())
                .isEqualTo(AdversarialObjective.LEAST_SQUARES);
        assertThat(resolveTraining(settings("training.precision", "bf16")).precision())
                .isEqualTo(Precision.BF16);
    }

    @Test
    void aModelsOwnGroupIsForItAloneAndWinsOverTheCommonOne() {
        SettingsResolver resolver = settings("gan.width", "24", "model.width", "32");
        assertThat(resolveGan(resolver).width()).isEqualTo(24);
        assertThat(resolver.model(Vae.TYPE, Vae.TYPE.defaults(WORKLOAD), SHAPE).width())
                .isEqualTo(32);
    }

    @Test
    void aSettingThatOneOfSeveralModelsKnowsIsAccepted() {
        List<ModelType<?>> both = List.of(Models.named("vae"), Models.named("gan"));
        settings("model.penalty", "0.1", "gan.penalty", "0.2", "vae.beta", "2", "training.seed", "7")
                .requireKnown(both);
    }

    @Test
    void inAComparisonEachModelGetsOnlyTheSettingsThatItHas() {
        SettingOverride own = new SettingOverride("gan.penalty", "1", "test");
        SettingOverride shared = new SettingOverride("model.beta", "2", "test");
        SettingOverride all = new SettingOverride("model.depth", "2", "test");
        SettingOverride training = new SettingOverride("training.seed", "7", "test");
        Protocol protocol = new Protocol(
                "shapes",
                DataOptions.defaults(),
                false,
                null,
                64L,
                Device.CPU,
                Precision.FLOAT32,
                1,
                List.of(own, shared, all, training),
                "");
        assertThat(protocol.concerning(Vae.TYPE).overrides()).containsExactly(shared, all, training);
        assertThat(protocol.concerning(Gan.TYPE).overrides()).containsExactly(own, all, training);
    }

    @Test
    void anUnknownSettingIsRefusedWithItsOriginAndTheNearestName() {
        refused(() -> settings("training.batchsize", "8").requireKnown(List.of(Vae.TYPE)))
                .hasMessageContainingAll("training.batchsize is not a setting", "vae.yaml:1", "training.batchSize");
        refused(() -> settings("model.penalty", "1").requireKnown(List.of(Vae.TYPE)))
                .hasMessageContaining("model.penalty is not a setting");
        refused(() -> settings("width", "8").requireKnown(List.of(Vae.TYPE))).hasMessageContaining("width");
    }

    @Test
    void aSettingOfAModelThatIsNotTrainedIsRefused() {
        refused(() -> settings("gan.width", "8").requireKnown(List.of(Vae.TYPE)))
                .hasMessageContainingAll("gan.width", "not trained");
    }

    @Test
    void aTrainedModelTakesOnlySettingsOfHowItMakesPictures() {
        settings("flow.steps", "5", "model.guidance", "1.5").requireSampling(Flow.TYPE);
        refused(() -> settings("flow.width", "8").requireSampling(Flow.TYPE))
                .hasMessageContainingAll("flow.width", "cannot be set for a trained flow", "steps", "guidance");
        refused(() -> settings("gan.width", "8").requireSampling(Gan.TYPE))
                .hasMessageContaining("no settings of how it makes pictures");
    }

    @ParameterizedTest
    @CsvSource({
        "training.batchSize, many, whole number",
        "training.batchSize, 8.5, whole number",
        "training.batchSize, true, whole number",
        "training.learningRate, fast, a number",
        "training.precision, float16, 'float32, bf16'"
    })
    void aValueOfTheWrongKindIsRefusedWithWhatWasExpected(String key, String value, String expected) {
        refused(() -> resolveTraining(settings(key, value)))
                .hasMessageContainingAll(key, value, "vae.yaml:1", expected);
    }

    @Test
    void anUnknownChoiceListsTheKnownOnes() {
        refused(() -> resolveGan(settings("model.objective", "hinged")))
                .hasMessageContainingAll("model.objective", "hinged", "relativistic", "bce", "least_squares");
    }

    @ParameterizedTest
    @CsvSource({
        "training.batchSize, 0, at least 1",
        "training.batchSize, -4, at least 1",
        "training.batchSize, 99999999999, a whole number",
        "training.learningRate, -1, more than 0",
        "training.beta2, 1, less than 1",
        "training.holdFraction, 1.5, 0 to 1"
    })
    void aTrainingSettingOutOfItsRangeIsRefused(String key, String value, String expected) {
        refused(() -> resolveTraining(settings(key, value)))
                .hasMessageContainingAll(key, value, "vae.yaml:1", expected);
    }

    @ParameterizedTest
    @CsvSource({"model.width, 0", "model.penaltyInterval, 0", "model.latentSize, -1", "model.penalty, -0.1"})
    void aModelSettingOutOfItsRangeIsRefused(String key, String value) {
        refused(() -> resolveGan(settings(key, value))).hasMessageContainingAll(key, value, "vae.yaml:1");
    }

    @Test
    void aGameThatCannotBePlayedIsRefusedWithItsReason() {
        SettingsResolver both = settings("gan.alternating", "false", "gan.objective", "hinge");
        refused(() -> resolveGan(both)).hasMessageContainingAll("gan.objective", "hinge", "alternating");
        SettingsResolver squares = settings("gan.objective", "least_squares", "gan.alternating", "false");
        refused(() -> resolveGan(squares)).hasMessageContainingAll("least_squares", "alternating");
        SettingsResolver free = settings("gan.objective", "wasserstein", "gan.penalty", "0");
        refused(() -> resolveGan(free)).hasMessageContainingAll("wasserstein", "penalty");
        refused(() -> resolveGan(settings("gan.penaltyEnd", "0"))).hasMessageContaining("penaltyEnd");
        assertThat(resolveGan(settings("gan.penalty", "0", "gan.penaltyEnd", "0"))
                        .penalty())
                .isZero();
    }

    @Test
    void whatCountsIsWhatAllSettingsComeToInWhateverOrder() {
        assertThat(resolveGan(settings("gan.penaltyEnd", "0", "gan.penalty", "0"))
                        .penaltyEnd())
                .isZero();
        assertThat(resolveGan(settings("model.penaltyEnd", "0", "gan.penaltyEnd", "1"))
                        .penaltyEnd())
                .isOne();
        assertThat(resolveTraining(settings("training.batchSize", "0", "training.batchSize", "8"))
                        .batchSize())
                .isEqualTo(8);
        // The one that makes no sense is named, not those after it.
        refused(() -> resolveGan(settings("gan.penaltyEnd", "0", "gan.width", "24")))
                .hasMessageContaining("gan.penaltyEnd is '0'");
    }

    @Test
    void guidanceWithoutClassesIsRefused() {
        SettingsResolver guided = settings("flow.guidance", "2");
        refused(() -> guided.model(Flow.TYPE, Flow.TYPE.defaults(WORKLOAD), SHAPE))
                .hasMessageContainingAll("flow.guidance", "no classes");
        ImageShape classes = new ImageShape(32, 3, 4);
        assertThat(guided.model(Flow.TYPE, Flow.TYPE.defaults(WORKLOAD), classes)
                        .guidance())
                .isEqualTo(2);
    }

    /** Whoever trained with them may go on, and make pictures. */
    @Test
    void settingsThatWereStoredByEarlierVersionsAreTaken() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode gan = json.valueToTree(Gan.TYPE.defaults(WORKLOAD));
        gan.put("penaltyEnd", 0);
        Gan.Settings stored = json.treeToValue(gan, Gan.Settings.class);
        assertThat(settings().model(Gan.TYPE, stored, SHAPE)).isEqualTo(stored);
        gan.put("penalty", 0).put("objective", "WASSERSTEIN");
        assertThat(json.treeToValue(gan, Gan.Settings.class).objective()).isEqualTo(AdversarialObjective.WASSERSTEIN);
        ObjectNode squares = json.valueToTree(VaeGan.TYPE.defaults(WORKLOAD));
        squares.put("objective", "LEAST_SQUARES").put("alternating", false).put("warmup", 2);
        assertThat(json.treeToValue(squares, VaeGan.Settings.class).alternating())
                .isFalse();
        for (ModelType<?> type : List.of(Vae.TYPE, VaeFlow.TYPE, Models.named("iwae"), Models.named("hvae"))) {
            ObjectNode late = json.valueToTree(type.defaults(WORKLOAD));
            late.put("warmup", 1.5);
            assertThat(json.treeToValue(late, type.settingsType())).isNotNull();
        }
        ObjectNode flow = json.valueToTree(Flow.TYPE.defaults(WORKLOAD));
        flow.put("guidance", 2);
        Flow.Settings guided = json.treeToValue(flow, Flow.Settings.class);
        try (Parameters parameters = new Parameters()) {
            assertThat(Flow.TYPE.build(guided, SHAPE, parameters)).isNotNull();
        }
    }

    @Test
    void aRampThatIsNoPartOfARunIsRefused() {
        SettingsResolver late = settings("vae.warmup", "1.5");
        refused(() -> late.model(Vae.TYPE, Vae.TYPE.defaults(WORKLOAD), SHAPE)).hasMessageContaining("warmup");
        SettingsResolver never = settings("vaegan.firstPart", "2");
        refused(() -> never.model(VaeGan.TYPE, VaeGan.TYPE.defaults(WORKLOAD), SHAPE))
                .hasMessageContaining("firstPart");
        assertThat(resolveGan(settings("gan.augment", "0")).augment()).isZero();
        refused(() -> resolveGan(settings("gan.augment", "1.5")))
                .hasMessageContaining("augment is 1.5, expected 0 to 1");
    }

    @Test
    void aVectorThatNoFlowCanHalveIsRefusedWithItsReason() {
        SettingsResolver one = settings("vae-flow.latentSize", "1");
        refused(() -> one.model(VaeFlow.TYPE, VaeFlow.TYPE.defaults(WORKLOAD), SHAPE))
                .hasMessageContainingAll("vae-flow.latentSize", "at least 2");
    }
}
