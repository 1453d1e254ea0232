package atelier.model;

/**
 * What settings are chosen for: the pictures, how many of them there are, and how long the run is.
 *
 * @param shape what the pictures look like
 * @param pictures how many there are to train on
 * @param totalImages images that the run will see, every repetition counted
 */
public record Workload(ImageShape shape, long pictures, long totalImages) {
    /** Refuses what no run can be. */
    public Workload {
        if (pictures < 1 || totalImages < 1) {
            throw new IllegalArgumentException("a run of " + totalImages + " images over " + pictures
                    + " pictures is none; expected at least 1 of both");
        }
    }
}
