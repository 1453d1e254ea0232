package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quantisation in the plane, where everything can be computed by hand. */
class CodebookTest {
    /** East, north, west; the length of an entry does not matter. */
    private static final float[] ENTRIES = {2, 0, 0, 0.5f, -1, 0};

    private final Parameters parameters = new Parameters();
    private Codebook codebook;
    private ParameterStore store;
    private Tensor gradient;

    @BeforeEach
    void setEntries() {
        codebook = new Codebook(parameters.group("codebook"), 3, 2);
        store = ParameterStore.create(parameters, 1, Device.CPU);
        gradient = store.newGradient();
        try (Scope scope = Scope.withoutGradient()) {
            store.values().copy_(Torch.fromFloats(ENTRIES, 6));
        }
        store.bind(parameters, gradient);
    }

    @AfterEach
    void free() {
        parameters.close();
        Scope.free(gradient);
        store.close();
    }

    /** One picture of 2 x 1 places is not square, so 2 x 2: features east-north-east, north, east, east. */
    private static Tensor features() {
        return Torch.fromFloats(new float[] {4, 0, 1, 3, 3, 2, 0, 0}, 1, 2, 2, 2);
    }

    private static StepContext step() {
        Tensor picture = Torch.fromFloats(new float[4], 1, 1, 2, 2);
        return new StepContext(picture, null, new Progress(0, 0, 1), 1, 0, Device.CPU, 1, mean -> mean);
    }

    @Test
    void everyPlaceGetsTheEntryOfTheNearestDirection() {
        try (Scope scope = Scope.withoutGradient()) {
            Codebook.Quantized quantized = codebook.quantize(features(), step());
            assertThat(Torch.toFloats(quantized.codes())).containsExactly(0, 1, 0, 0);
            assertThat(Torch.toFloats(quantized.vectors().contiguous())).containsExactly(1, 0, 1, 1, 0, 1, 0, 0);
            assertThat(Torch.toFloats(codebook.codes(features()))).containsExactly(0, 1, 0, 0);
            assertThat(Torch.toFloats(codebook.vectors(quantized.codes(), 2).contiguous()))
                    .containsExactly(1, 0, 1, 1, 0, 1, 0, 0);
            // Only (4,3)/5 lies off its entry: (0.2^2 + 0.6^2) / 4 places.
            assertThat(quantized.commitment().item_double()).isCloseTo(0.4 / 4, within(1e-6));
        }
    }

    @Test
    void theGradientOfThePictureGoesStraightThroughToTheFeaturesAndNotToTheEntries() {
        try (Scope scope = Scope.open()) {
            Tensor features = features().requires_grad_(true);
            Tensor weights = Torch.fromFloats(new float[] {1, 0, 0, 0, 1, 0, 0, 0}, 1, 2, 2, 2);
            codebook.quantize(features, step()).vectors().mul(weights).sum().backward();
            // d(x/|x|)/dx at (4,3) is (I - uu')/5 with u = (0.8,0.6); times (1,1).
            float[] found = Torch.toFloats(features.grad());
            assertThat(found[0]).isCloseTo((float) ((0.36 - 0.48) / 5), within(1e-6f));
            assertThat(found[4]).isCloseTo((float) ((0.64 - 0.48) / 5), within(1e-6f));
            assertThat(Torch.toFloats(gradient)).containsOnly(0);
        }
    }

    @Test
    void theCodebookLossTurnsEntriesTowardsTheirPlacesAndIdleOnesTowardsAPicture() {
        try (Scope scope = Scope.open()) {
            Codebook.Quantized quantized = codebook.quantize(features(), step());
            quantized.codebook().backward();
            float[] found = Torch.toFloats(gradient);
            assertThat(found[1]).as("east turns north").isNegative();
            assertThat(found[2]).as("north is where it should be").isCloseTo(0, within(1e-6f));
            assertThat(found[5]).as("west, which nothing chose, turns north").isNegative();
        }
    }

    @Test
    void perplexityAndUsageAreThoseOfTheStepsCodes() {
        try (Scope scope = Scope.withoutGradient()) {
            StepContext step = step();
            codebook.quantize(features(), step);
            double entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
            assertThat(step.reported().get("perplexity")).isCloseTo(Math.exp(entropy), within(1e-9));
            assertThat(step.reported().get("usage")).isCloseTo(2.0 / 3, within(1e-9));
        }
    }
}
