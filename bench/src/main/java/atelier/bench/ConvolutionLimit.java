package atelier.bench;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The limit that training speed is compared with: 3x3 convolutions of 128 channels at 16x16, batch
 * 64, forward only, on one core. Almost all arithmetic of Atelier's networks has this form, so a
 * training step can be no faster than its multiplications at this rate.
 *
 * <p>Besides calls per second it counts floating point operations (two per multiply-add): read
 * {@code operations} as operations per second.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
public class ConvolutionLimit {
    static final int BATCH = 64;
    static final int CHANNELS = 128;
    static final int SIDE = 16;
    static final int KERNEL = 3;

    /** Two per multiply-add; padding is counted as if it were computed. */
    static final double OPERATIONS_PER_CALL = 2.0 * BATCH * CHANNELS * SIDE * SIDE * CHANNELS * KERNEL * KERNEL;

    private static final long[] ONE = {1, 1};

    @Param({"float32", "bfloat16"})
    public String precision = "float32";

    @Param({"false", "true"})
    public boolean channelsLast;

    private Tensor images = new Tensor(); // [64,128,16,16]
    private Tensor kernels = new Tensor(); // [128,128,3,3]

    /** Random pictures and kernels in the wanted type and layout; one thread, as each training replica has. */
    @Setup(Level.Trial)
    public void prepare() {
        torch.set_num_threads(1);
        torch.ScalarType type =
                switch (precision) {
                    case "float32" -> torch.ScalarType.Float;
                    case "bfloat16" -> torch.ScalarType.BFloat16;
                    default ->
                        throw new IllegalArgumentException(
                                "precision is '" + precision + "', expected float32 or bfloat16");
                };
        torch.MemoryFormat layout = channelsLast ? torch.MemoryFormat.ChannelsLast : torch.MemoryFormat.Contiguous;
        try (PointerScope setup = new PointerScope()) {
            images = torch.randn(BATCH, CHANNELS, SIDE, SIDE).to(type).contiguous(layout);
            kernels = torch.randn(CHANNELS, CHANNELS, KERNEL, KERNEL).to(type).contiguous(layout);
            images.retainReference();
            kernels.retainReference();
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        images.close();
        kernels.close();
    }

    /** Operations beside calls; JMH divides by time. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Work {
        public double operations;

        @Setup(Level.Iteration)
        public void reset() {
            operations = 0;
        }
    }

    @Benchmark
    public long convolution(Work work) {
        try (PointerScope call = new PointerScope();
                Tensor output = torch.conv2d(images, kernels, new TensorOptional(), ONE, ONE, ONE, 1)) {
            work.operations += OPERATIONS_PER_CALL;
            return output.numel();
        }
    }
}
