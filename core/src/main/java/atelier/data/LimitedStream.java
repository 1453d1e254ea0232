package atelier.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** Fails when more comes out of a stream than is reasonable: the guard against decompression bombs. */
final class LimitedStream extends FilterInputStream {
    private final LongSupplier limit;
    private long seen;

    LimitedStream(InputStream stream, long limit) {
        this(stream, () -> limit);
    }

    /**
     * @param limit asked after every read, so that it may grow with what has been read of the packed bytes
     */
    LimitedStream(InputStream stream, LongSupplier limit) {
        super(stream);
        this.limit = limit;
    }

    /** More came out than is reasonable. */
    static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuchException(String message) {
            super(message);
        }
    }

    private void count(long bytes) throws IOException {
        seen += Math.max(0, bytes);
        long allowed = limit.getAsLong();
        if (seen > allowed) {
            throw new TooMuchException(
                    "it unpacks to more than %d MB, far more than pictures would".formatted(allowed >> 20));
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count(read);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }
}
