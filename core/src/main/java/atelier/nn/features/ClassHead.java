package atelier.nn.features;

/** The classifier that a feature network ends in, for the Inception Score. */
public interface ClassHead {
    /** K, how many classes there are. */
    int classes();

    /** How the probabilities come about, in words. */
    String rule();

    /**
     * What the pictures are taken for.
     *
     * @param features of the same network
     * @return [N,K], row after row, each row adding up to 1
     */
    double[] probabilities(FeatureSet features);
}
