package atelier.model.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.model.ImageShape;
import atelier.model.part.GaussianLikelihood;
import atelier.model.part.KullbackLeibler;
import atelier.model.part.Likelihood;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What a learned prior promises beyond the contract of all models. */
class VaeFlowTest {
    private static final ImageShape CLASSES = new ImageShape(16, 1, 3);

    private static TinyModel<VaeFlow> tiny() {
        return new TinyModel<>(
                VaeFlow.TYPE, new VaeFlow.Settings(8, 1, 6, Likelihood.GAUSSIAN, 0.1, 3, 16), CLASSES, 0.05);
    }

    @Test
    void theMeanOfAPosteriorComesBackThroughTheFlow() {
        try (TinyModel<VaeFlow> tiny = tiny();
                Scope scope = Scope.withoutGradient()) {
            VaeFlow model = tiny.model();
            Tensor images = tiny.pictures(3);
            Tensor labels = Torch.fromLongs(new long[] {2, 0, 1}, 3);
            Tensor expected = model.decoded(model.posterior(images).mean(), labels);
            Tensor back = model.decode(model.encode(images, labels).mean(), labels);
            assertThat(Torch.toFloats(back)).containsExactly(Torch.toFloats(expected), within(1e-4f));
            assertThat(model.wantsFittedSampler()).isFalse();
        }
    }

    @Test
    void theDivergenceIsThatFromTheLearnedPriorForThePictureAndItsClass() {
        try (TinyModel<VaeFlow> tiny = tiny();
                Scope scope = Scope.withoutGradient()) {
            VaeFlow model = tiny.model();
            Tensor images = tiny.pictures(2);
            Tensor labels = Torch.fromLongs(new long[] {2, 0}, 2);
            Tensor noise = TinyModel.normal(2, 6);
            var posterior = model.posterior(images);
            Tensor vectors = KullbackLeibler.draw(posterior, noise);
            Tensor logPosterior = GaussianLikelihood.logDensity(
                            vectors, posterior.mean(), posterior.logVariance().mul(Torch.scalar(0.5)))
                    .sum(1);
            Tensor expected = model.logPrior(vectors, labels).sub(logPosterior);
            assertThat(Torch.toFloats(model.draw(images, labels, noise).logRatio()))
                    .containsExactly(Torch.toFloats(expected), within(1e-3f));
        }
    }
}
