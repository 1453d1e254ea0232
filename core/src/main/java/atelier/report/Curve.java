package atelier.report;

/**
 * One logged quantity over a run.
 *
 * @param images images seen, ascending
 * @param seconds training seconds at the same points
 * @param values the quantity, finite
 */
record Curve(String name, double[] images, double[] seconds, double[] values) {

    int length() {
        return values.length;
    }

    /** The same curve with at most so many points, each the mean of its neighbours: what a chart can show. */
    Curve thinned(int most) {
        if (length() <= most) {
            return this;
        }
        double[] fewerImages = new double[most];
        double[] fewerSeconds = new double[most];
        double[] fewerValues = new double[most];
        for (int bucket = 0; bucket < most; bucket++) {
            int from = (int) ((long) bucket * length() / most);
            int to = (int) ((long) (bucket + 1) * length() / most);
            fewerImages[bucket] = mean(images, from, to);
            fewerSeconds[bucket] = mean(seconds, from, to);
            fewerValues[bucket] = mean(values, from, to);
        }
        return new Curve(name, fewerImages, fewerSeconds, fewerValues);
    }

    /** The training second at which so many images had been seen, between the logged points. */
    double secondsAt(double seen) {
        for (int i = 0; i < length(); i++) {
            if (images[i] >= seen) {
                if (i == 0) {
                    return images[0] > 0 ? seconds[0] * seen / images[0] : seconds[0];
                }
                double part = (seen - images[i - 1]) / Math.max(1e-9, images[i] - images[i - 1]);
                return seconds[i - 1] + part * (seconds[i] - seconds[i - 1]);
            }
        }
        return length() == 0 ? 0 : seconds[length() - 1];
    }

    private static double mean(double[] numbers, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += numbers[i];
        }
        return sum / (to - from);
    }
}
