package atelier.provenance;

/** How a command ends; scripts rely on the codes. */
public enum Exit {
    DONE(0),
    /** An internal fault, or a check that failed. */
    FAULT(1),
    /** Arguments, settings, a refused resume, conventions that cannot be compared. */
    USAGE(2),
    /** Unusable input: data, features, weights, a run folder that is none, a failed download. */
    INPUT(3),
    DISK(4),
    DIVERGED(5),
    /** A checkpoint of Atelier's own that does not match its checksum. */
    CORRUPT(6),
    OUT_OF_MEMORY(7),
    INTERRUPTED(130);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** The process's exit code. */
    public int code() {
        return code;
    }
}
