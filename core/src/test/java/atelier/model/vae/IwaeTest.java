package atelier.model.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.model.GenerativeModel.Posterior;
import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.StepContext;
import atelier.model.part.KullbackLeibler;
import atelier.model.part.Likelihood;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The importance weighted bound and its two gradients against sums over draws. */
class IwaeTest {
    private static final ImageShape GREY = new ImageShape(16, 1, 0);
    private static final int DRAWS = 3;
    private static final int LATENT = 4;

    private static Iwae.Settings settings(int draws) {
        return new Iwae.Settings(8, 1, LATENT, Likelihood.BERNOULLI, draws, 0.1);
    }

    /** ln p(x|z) + ln p(z) - ln q(z|x) of one draw from fixed statistics, from the formulas of the densities. */
    private static Tensor logWeight(Iwae model, Tensor picture, Tensor draw, Tensor mean, Tensor logVariance) {
        Tensor logits = model.decoded(draw, null);
        Tensor soft = picture.add(Torch.scalar(1)).mul(Torch.scalar(0.5));
        Tensor logLikelihood = soft.mul(logits)
                .sub(org.bytedeco.pytorch.global.torch.softplus(logits))
                .sum();
        Tensor logPrior = draw.square().sum().mul(Torch.scalar(-0.5));
        Tensor logPosterior = draw.sub(mean)
                .square()
                .div(logVariance.exp())
                .add(logVariance)
                .sum()
                .mul(Torch.scalar(-0.5));
        return logLikelihood.add(logPrior).sub(logPosterior);
    }

    @Test
    void theGradientsAreThoseOfThePaperDrawByDraw() {
        try (TinyModel<Iwae> tiny = new TinyModel<>(Iwae.TYPE, settings(DRAWS), GREY, 0.05);
                Scope scope = Scope.open()) {
            Iwae model = tiny.model();
            Tensor images = tiny.pictures(2);
            StepContext step = TinyModel.step(images, null, 0.5);
            List<Phase> phases = model.phases(step.progress());
            float[] decoder = tiny.gradient(phases.get(0), step, "decoder");
            double bound =
                    -phases.get(0).loss().of(TinyModel.step(images, null, 0.5)).item_double();
            float[] encoder = tiny.gradient(phases.get(1), step, "encoder");

            Posterior posterior = model.posterior(images);
            Tensor decoderLoss = images.sum().mul(Torch.scalar(0));
            Tensor encoderLoss = images.sum().mul(Torch.scalar(0));
            double expectedBound = 0;
            for (int picture = 0; picture < 2; picture++) {
                Tensor image = images.narrow(0, picture, 1);
                Tensor mean = posterior.mean().narrow(0, picture, 1);
                Tensor logVariance = posterior.logVariance().narrow(0, picture, 1);
                float[] noise = new float[DRAWS * LATENT];
                RandomStream stream = step.stream("posterior", picture);
                stream.fillNormal(noise, 0, noise.length);
                Tensor[] free = new Tensor[DRAWS];
                Tensor[] reparameterised = new Tensor[DRAWS];
                double[] values = new double[DRAWS];
                double sum = 0;
                for (int i = 0; i < DRAWS; i++) {
                    float[] own = java.util.Arrays.copyOfRange(noise, i * LATENT, (i + 1) * LATENT);
                    Tensor draw =
                            KullbackLeibler.draw(new Posterior(mean, logVariance), Torch.fromFloats(own, 1, LATENT));
                    reparameterised[i] = logWeight(model, image, draw, mean.detach(), logVariance.detach());
                    free[i] = logWeight(model, image, draw.detach(), mean.detach(), logVariance.detach());
                    values[i] = free[i].item_double();
                    sum += Math.exp(values[i] - values[0]);
                }
                expectedBound += (values[0] + Math.log(sum / DRAWS)) / 2;
                for (int i = 0; i < DRAWS; i++) {
                    double weight = Math.exp(values[i] - values[0]) / sum;
                    // Mean over two pictures, times the share's weight of a half.
                    decoderLoss = decoderLoss.sub(free[i].mul(Torch.scalar(weight / 4)));
                    encoderLoss = encoderLoss.sub(reparameterised[i].mul(Torch.scalar(weight * weight / 4)));
                }
            }
            assertThat(bound).isCloseTo(expectedBound, within(1e-3));
            assertThat(TinyModel.distance(decoder, tiny.gradient(decoderLoss, "decoder")))
                    .isLessThan(1e-4);
            assertThat(TinyModel.distance(encoder, tiny.gradient(encoderLoss, "encoder")))
                    .isLessThan(1e-4);
        }
    }

    @Test
    void oneDrawIsTheElboOfThatDraw() {
        try (TinyModel<Iwae> tiny = new TinyModel<>(Iwae.TYPE, settings(1), GREY, 0.05);
                Scope scope = Scope.open()) {
            Tensor images = tiny.pictures(3);
            StepContext step = TinyModel.step(images, null, 1);
            double loss =
                    tiny.model().phases(step.progress()).get(0).loss().of(step).item_double();
            var draws = tiny.model().draw(images, null, step.normal("posterior", LATENT));
            Tensor elbo = Likelihood.BERNOULLI
                    .logProbability(images, draws.decoded(), 1)
                    .add(draws.logRatio());
            assertThat(loss).isCloseTo(-elbo.mean().item_double(), within(1e-3));
        }
    }

    @Test
    void noDrawsAreRefused() {
        assertThatThrownBy(() -> settings(0)).hasMessageContainingAll("draws", "0", "at least 1");
    }
}
