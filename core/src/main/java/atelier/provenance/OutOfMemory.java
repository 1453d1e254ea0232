package atelier.provenance;

/** Tells failures for want of memory from others: the JVM's own, and libtorch's, which come as texts. */
public final class OutOfMemory {
    private OutOfMemory() {}

    /** Whether there was too little memory, at whatever depth of the causes that is said. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfMemoryError
                    || message.contains("can't allocate memory")
                    || message.contains("CUDA out of memory")) {
                return true;
            }
        }
        return false;
    }
}
