package atelier.evaluation;

import atelier.nn.features.PerceptualDistance;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * LPIPS between generated pictures (Zhu et al. 2017, arXiv 1711.11586, section 5): how different two of them look to a
 * network, on average. Well below the floor means too little variety; noise has a high value, so high alone is no
 * merit.
 */
public final class LpipsPairs implements PairMetric {
    private final Lpips described = new Lpips(null);

    @Override
    public String name() {
        return "lpips-pairs";
    }

    @Override
    public String range() {
        return described.range();
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public String convention() {
        return "mean LPIPS" + PicturePairs.RULE;
    }

    @Override
    public String paper() {
        return "Zhu et al. 2017, arXiv 1711.11586";
    }

    @Override
    public int minimumSide() {
        return described.minimumSide();
    }

    @Override
    public Score score(
            PictureSample generated,
            PictureSample heldOut,
            @Nullable PictureSample training,
            @Nullable PerceptualDistance network) {
        if (network == null) {
            return Score.notApplicable(this, generated.count(), Objects.requireNonNull(described.obstacle()));
        }
        PictureMetric between = described.with(network);
        return PicturePairs.score(this, between, generated, heldOut).saying("; " + between.convention());
    }
}
