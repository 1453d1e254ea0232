package atelier.training;

/**
 * Why a run went back to its last good state.
 *
 * @param cause of what kind it was
 * @param reason in words, with the numbers
 */
public record Setback(Cause cause, String reason) {
    /** What can be wrong with a step. */
    public enum Cause {
        /** A loss, a gradient or a weight that is no number, or infinite. */
        NOT_FINITE("not-finite"),
        /** A loss far above what it was of late. */
        LOSS_SPIKE("loss-spike");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        /** The name in log.jsonl, which is that of the diagnosis too. */
        public String label() {
            return label;
        }
    }
}
