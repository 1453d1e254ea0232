package atelier.evaluation;

/** How alike or different two generated pictures are, on average: see {@link PicturePairs}. Neither end is good. */
interface PairMetric extends SampleMetric {
    @Override
    default Direction direction() {
        return Direction.NEITHER;
    }

    @Override
    default int minimumCount() {
        return 2;
    }

    @Override
    default int advisedCount() {
        return 200;
    }
}
