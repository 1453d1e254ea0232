package atelier.provenance;

/**
 * An error that a person can act on: its message says what failed, what was got, what was expected
 * and what to do next. The command line prints the message alone, without a trace, and ends with
 * the code of {@link #exit()}.
 */
public final class AtelierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public AtelierException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    public AtelierException(Exit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    /** What the process should end with. */
    public Exit exit() {
        return exit;
    }
}
