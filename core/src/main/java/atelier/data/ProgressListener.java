package atelier.data;

/** Told how far a long piece of work has come. Called from the thread that does the work; must return quickly. */
@FunctionalInterface
public interface ProgressListener {
    /** Ignores everything. */
    ProgressListener NONE = (phase, done, total) -> {};

    /**
     * Reports progress.
     *
     * @param phase what is being done, in one or two words ("decoding")
     * @param done units finished so far
     * @param total units in all, or -1 if that is not known yet
     */
    void progress(String phase, long done, long total);

    /** Says one thing that should stay readable while progress goes on. */
    default void note(String line) {
        progress(line, 0, -1);
    }

    /**
     * Reports progress with what else there is to say at this moment.
     *
     * @param detail such as losses; it may change at every call, while the phase stays the same
     */
    default void progress(String phase, long done, long total, String detail) {
        progress(phase, done, total);
    }
}
