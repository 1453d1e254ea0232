package atelier.evaluation;

import atelier.nn.features.PerceptualDistance;
import org.jspecify.annotations.Nullable;

/**
 * MS-SSIM between generated pictures (Odena, Olah and Shlens 2017, arXiv 1610.09585, section 4.2): how alike two of
 * them are, on average. Well above the floor means too little variety, as after a collapse; noise has a low value, so
 * low alone is no merit.
 */
public final class MsSsimPairs implements PairMetric, UnitInterval {
    private final MultiScaleSsim between = new MultiScaleSsim();

    @Override
    public String name() {
        return "ms-ssim-pairs";
    }

    @Override
    public String convention() {
        return "mean MS-SSIM (" + between.convention() + ")" + PicturePairs.RULE;
    }

    @Override
    public String paper() {
        return "Odena et al. 2017, arXiv 1610.09585";
    }

    @Override
    public int minimumSide() {
        return between.minimumSide();
    }

    @Override
    public Score score(
            PictureSample generated,
            PictureSample heldOut,
            @Nullable PictureSample training,
            @Nullable PerceptualDistance network) {
        return PicturePairs.score(this, between, generated, heldOut);
    }
}
