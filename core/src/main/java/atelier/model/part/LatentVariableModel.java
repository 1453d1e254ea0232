package atelier.model.part;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model that bounds how probable a picture is: p(x) = E p(x|z) over a prior p(z), and an encoder q(z|x) that says
 * which latents a picture may come from. The log weight of a draw z from q is ln p(x|z) + ln p(z) - ln q(z|x); its mean
 * is the ELBO.
 */
public interface LatentVariableModel extends Autoencoder {
    /** What the decoder's output means: p(x|z). */
    Likelihood likelihood();

    /**
     * K draws from q(z|x) for each picture, those of one picture together.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @param labels [N] int64 for a conditional model, else null
     * @param noise [NK,Z] float32, standard normal
     */
    Draws draw(Tensor images, @Nullable Tensor labels, Tensor noise);

    /**
     * What came of draws.
     *
     * @param decoded [NK,C,H,W] float32, the decoder's output for the {@link #likelihood}
     * @param logRatio [NK] float32, ln p(z) - ln q(z|x) in nats
     */
    record Draws(Tensor decoded, Tensor logRatio) {}

    /** Rows [N,...] to [NK,...], each K times; null stays null. */
    static @Nullable Tensor repeated(@Nullable Tensor rows, long times) {
        return rows == null || times == 1 ? rows : KullbackLeibler.repeated(rows, times);
    }
}
