package atelier.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A file in memory for a decoder. A decoder that takes the end of the file for zeros, as that of WebP does, would go on
 * for many seconds on a few bytes that promise much. Whole files are read beyond their end some tens of times, since bits
 * are fetched before they are needed; a decoder that does so far more often is stopped.
 */
final class WholeFileStream extends MemoryCacheImageInputStream {
    private static final int PATIENCE = 4_096;

    private int beyond;

    WholeFileStream(byte[] file) {
        super(new ByteArrayInputStream(file));
    }

    @Override
    public byte readByte() throws IOException {
        try {
            return super.readByte();
        } catch (EOFException end) {
            if (beyond++ < PATIENCE) {
                throw end;
            }
            throw new IOException("it ends too early", end);
        }
    }
}
