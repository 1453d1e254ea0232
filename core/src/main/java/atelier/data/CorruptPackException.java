package atelier.data;

import java.io.IOException;

/** A packed file is not what its checksums say. */
final class CorruptPackException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptPackException(String message) {
        super(message);
    }
}
