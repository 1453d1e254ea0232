package atelier.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails when more comes out of a stream than is reasonable: the guard against decompression bombs. */
final class LimitedStream extends FilterInputStream {
    private final long limit;
    private long seen;

    LimitedStream(InputStream stream, long limit) {
        super(stream);
        this.limit = limit;
    }

    private void count(long bytes) throws IOException {
        seen += Math.max(0, bytes);
        if (seen > limit) {
            throw new IOException("it unpacks to more than %d MB, far more than pictures would".formatted(limit >> 20));
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
