package atelier.torch;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.randn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** In which numbers convolutions and matrix products are computed; weights stay float32. */
public enum Precision {
    FLOAT32,
    /** bfloat16 autocast: twice as fast on processors with AVX-512 BF16 or AMX, far slower elsewhere. */
    BF16;

    /**
     * Makes this the precision of operators called from this thread until the returned handle closes.
     */
    public Autocast onThisThread(Device device) {
        return new Autocast(this == BF16, device.type());
    }

    /** Sets the calling thread's autocast state and restores it at the end. */
    public static final class Autocast implements AutoCloseable {
        private final DeviceType type;
        private final boolean before;

        private Autocast(boolean enabled, DeviceType type) {
            this.type = type;
            before = torch.is_autocast_enabled(type);
            torch.set_autocast_enabled(type, enabled);
            if (enabled) {
                torch.set_autocast_dtype(type, ScalarType.BFloat16);
                // The call that clears the cache is not in the bindings, so a cached copy would go stale.
                torch.set_autocast_cache_enabled(false);
            }
        }

        @Override
        public void close() {
            torch.set_autocast_enabled(type, before);
        }
    }

    /**
     * The faster of the two on this machine, found by timing one convolution of a usual shape in each
     * (a few milliseconds with fast bf16; on processors without it, bf16 loses the first round).
     */
    public static Precision fastest(Device device) {
        Torch.load();
        if (device.isCuda()) {
            return BF16;
        }
        long float32 = convolutionNanos(ScalarType.Float);
        long bf16 = convolutionNanos(ScalarType.BFloat16);
        return bf16 * 5 < float32 * 4 ? BF16 : FLOAT32;
    }

    private static long convolutionNanos(ScalarType type) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor input = randn(8, 64, 16, 16).to(type).contiguous(torch.MemoryFormat.ChannelsLast);
            Tensor weight = randn(64, 64, 3, 3).to(type).contiguous(torch.MemoryFormat.ChannelsLast);
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 4; round++) {
                long start = System.nanoTime();
                conv2d(input, weight, Torch.none(), new long[] {1, 1}, new long[] {1, 1}, new long[] {1, 1}, 1);
                best = Math.min(best, System.nanoTime() - start);
            }
            return best;
        }
    }
}
