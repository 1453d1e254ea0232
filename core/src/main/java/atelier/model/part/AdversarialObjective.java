package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.softplus;

import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/** What two players play for: losses from logits [N]; both return [] float32, mean over N. */
public enum AdversarialObjective {
    /**
     * Relativistic pairing (Jolicoeur-Martineau 2018, arXiv 1807.00734; R3GAN, Huang et al. 2024,
     * arXiv 2501.05441, equation 2): each real logit is compared with the fake one of its index.
     */
    RELATIVISTIC {
        @Override
        public Tensor critic(Tensor real, Tensor fake) {
            return softplus(fake.sub(real)).mean();
        }

        @Override
        public Tensor generator(Tensor real, Tensor fake) {
            return softplus(real.sub(fake)).mean();
        }
    },
    /** Non-saturating cross-entropy (Goodfellow et al. 2014, arXiv 1406.2661, section 3). */
    BCE {
        @Override
        public Tensor critic(Tensor real, Tensor fake) {
            return softplus(real.neg()).mean().add(softplus(fake).mean());
        }

        @Override
        public Tensor generator(Tensor real, Tensor fake) {
            return softplus(fake.neg()).mean();
        }
    },
    /** Least squares with targets 1 and 0 (Mao et al. 2017, arXiv 1611.04076, equation 9). */
    LEAST_SQUARES {
        @Override
        public Tensor critic(Tensor real, Tensor fake) {
            return real.sub(Torch.scalar(1))
                    .square()
                    .mean()
                    .add(fake.square().mean())
                    .mul(Torch.scalar(0.5));
        }

        @Override
        public Tensor generator(Tensor real, Tensor fake) {
            return fake.sub(Torch.scalar(1)).square().mean().mul(Torch.scalar(0.5));
        }
    },
    /**
     * Hinge (Miyato et al. 2018, arXiv 1802.05957, equations 16 and 17): a discriminator that is sure enough
     * learns nothing more.
     */
    HINGE {
        @Override
        public Tensor critic(Tensor real, Tensor fake) {
            return relu(real.neg().add(Torch.scalar(1)))
                    .mean()
                    .add(relu(fake.add(Torch.scalar(1))).mean());
        }

        @Override
        public Tensor generator(Tensor real, Tensor fake) {
            return fake.mean().neg();
        }
    },
    /**
     * Wasserstein distance as its dual (Arjovsky et al. 2017, arXiv 1701.07875, equation 2). Only with a
     * penalty that holds the critic's gradient near 1: without one its logits grow without bound.
     */
    WASSERSTEIN {
        @Override
        public Tensor critic(Tensor real, Tensor fake) {
            return fake.mean().sub(real.mean());
        }

        @Override
        public Tensor generator(Tensor real, Tensor fake) {
            return fake.mean().neg();
        }
    };

    /** Loss of the discriminator, given its logits of real and generated pictures. */
    public abstract Tensor critic(Tensor real, Tensor fake);

    /** Loss of the generator, given the discriminator's logits of real and generated pictures. */
    public abstract Tensor generator(Tensor real, Tensor fake);
}
