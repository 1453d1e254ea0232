package atelier.provenance;

/**
 * An error that a person can act on: its message says what failed, what was got, what was expected
 * and what to do next. The command line prints the message alone, without a trace, and ends with
 * the code of {@link #exit()}.
 */
public final class AtelierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    /**
     * An error of which nothing more is known.
     *
     * @param exit what the process should end with
     * @param message what failed, what was got, what was expected, what to do next
     */
    public AtelierException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    /**
     * An error that follows from another.
     *
     * @param exit what the process should end with
     * @param message what failed, what was got, what was expected, what to do next
     * @param cause for those who debug; its message is not shown
     */
    public AtelierException(Exit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    /** What the process should end with. */
    public Exit exit() {
        return exit;
    }
}
