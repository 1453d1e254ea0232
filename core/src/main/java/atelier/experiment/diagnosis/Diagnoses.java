package atelier.experiment.diagnosis;

import java.util.List;

/** The catalogue of diagnoses: a new one is one new file and one line here, and its words. */
public final class Diagnoses {
    private static final List<Diagnosis> ALL = List.of(
            new NotFinite(),
            new LossSpike(),
            new ExplodingLoss(),
            new Collapse(),
            new LostVariety(),
            new DiscriminatorWins(),
            new DiscriminatorOverfits(),
            new PosteriorCollapse(),
            new PriorHole());

    private Diagnoses() {}

    /** All of them, in the order in which they are told. */
    public static List<Diagnosis> all() {
        return ALL;
    }
}
