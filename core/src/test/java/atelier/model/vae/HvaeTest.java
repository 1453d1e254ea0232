package atelier.model.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.model.ImageShape;
import atelier.model.StepContext;
import atelier.model.part.Likelihood;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What a ladder of latents promises beyond the contract of all models. */
class HvaeTest {
    private static final ImageShape GREY = new ImageShape(16, 1, 0);
    private static final ImageShape CLASSES = new ImageShape(16, 3, 3);
    private static final Hvae.Settings SETTINGS = new Hvae.Settings(8, 1, 2, 3, 4, 8, Likelihood.GAUSSIAN, 1, 0.1);

    @Test
    void aLatentHoldsTheNoiseOfAllGroups() {
        try (TinyModel<Hvae> tiny = new TinyModel<>(Hvae.TYPE, SETTINGS, GREY, 0.05)) {
            // Two groups of three channels at 4x4 and at 8x8; 16x16 has none.
            assertThat(tiny.model().latentSize()).isEqualTo(2 * 3 * (16 + 64));
        }
    }

    @Test
    void theMeanOfThePosteriorDecodesToTheReconstruction() {
        try (TinyModel<Hvae> tiny = new TinyModel<>(Hvae.TYPE, SETTINGS, CLASSES, 0.05);
                Scope scope = Scope.withoutGradient()) {
            Hvae model = tiny.model();
            Tensor images = tiny.pictures(3);
            Tensor labels = Torch.fromLongs(new long[] {2, 0, 1}, 3);
            // The way down over the picture without noise.
            Tensor zero = TinyModel.normal(3, model.latentSize()).mul(Torch.scalar(0));
            Tensor expected = model.draw(images, labels, zero).decoded();
            Tensor back = model.decode(model.encode(images, labels).mean(), labels);
            assertThat(Torch.toFloats(back)).containsExactly(Torch.toFloats(expected), within(1e-4f));
            Tensor other = model.decode(TinyModel.normal(3, model.latentSize()), labels);
            assertThat(other.sub(back).abs().max().item_double()).isGreaterThan(1e-3);
        }
    }

    @Test
    void theLossIsTheErrorAndTheDivergence() {
        try (TinyModel<Hvae> tiny = new TinyModel<>(Hvae.TYPE, SETTINGS, GREY, 0.05);
                Scope scope = Scope.withoutGradient()) {
            StepContext step = TinyModel.step(tiny.pictures(2), null, 1);
            double loss =
                    tiny.model().phases(step.progress()).get(0).loss().of(step).item_double();
            assertThat(loss)
                    .isCloseTo(
                            step.reported().get("reconstruction")
                                    + step.reported().get("kl"),
                            within(1e-2));
            assertThat(step.reported().get("kl")).isPositive();
        }
    }

    @Test
    void theRatioOfPriorAndPosteriorHasTheMeanOneOverDrawsOfThePosterior() {
        // So near to the prior that two thousand draws are enough.
        try (TinyModel<Hvae> tiny = new TinyModel<>(Hvae.TYPE, SETTINGS, GREY, 0.01);
                Scope scope = Scope.withoutGradient()) {
            Hvae model = tiny.model();
            int draws = 2_000;
            Tensor ratio = model.draw(tiny.pictures(1), null, TinyModel.normal(draws, model.latentSize()))
                    .logRatio();
            assertThat(-ratio.mean().item_double()).isBetween(0.05, 2.0);
            assertThat(ratio.exp().mean().item_double()).isCloseTo(1, within(0.15));
        }
    }

    @Test
    void whatACoarseGroupDrewChangesWhatAFineOneAsksFor() {
        try (TinyModel<Hvae> tiny = new TinyModel<>(Hvae.TYPE, SETTINGS, GREY, 0.2);
                Scope scope = Scope.withoutGradient()) {
            Hvae model = tiny.model();
            Tensor images = tiny.pictures(1);
            Tensor still = TinyModel.normal(1, model.latentSize()).mul(Torch.scalar(0));
            Tensor moved = still.clone();
            moved.narrow(1, 0, 3).fill_(Torch.scalar(3));
            Tensor first = model.descend(images, null, still).posterior().mean();
            Tensor second = model.descend(images, null, moved).posterior().mean();
            // The first group, 4x4 places of 3 channels, knows nothing above it.
            Tensor change = second.sub(first).abs();
            assertThat(change.narrow(1, 0, 48).max().item_double()).isZero();
            assertThat(change.narrow(1, 48, model.latentSize() - 48).max().item_double())
                    .isGreaterThan(1e-3);
        }
    }

    @Test
    void aLadderWithoutRungsIsRefused() {
        assertThatThrownBy(() -> new Hvae.Settings(8, 1, 0, 3, 4, 8, Likelihood.GAUSSIAN, 1, 0.1))
                .hasMessageContainingAll("groups", "0");
    }
}
