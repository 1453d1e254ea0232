package atelier.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collection;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Loads libtorch and turns Java arrays into tensors and back. Every tensor returned belongs to the
 * innermost {@link Scope} of the calling thread.
 */
public final class Torch {
    static {
        JavaCppSettings.apply();
    }

    private Torch() {}

    /**
     * Loads the native libraries once; later calls return at once.
     *
     * @throws AtelierException with {@link Exit#FAULT} where there are no natives for this machine
     */
    public static void load() {
        try {
            Loader.load(torch.class);
            useThreads(1);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError error) {
            throw new AtelierException(
                    Exit.FAULT,
                    "libtorch could not be loaded on " + System.getProperty("os.name") + "/"
                            + System.getProperty("os.arch") + ": " + error.getMessage()
                            + ". Natives exist for linux-x86_64, windows-x86_64, macosx-arm64 and macosx-x86_64;"
                            + " run './atelier check' to see what is missing.",
                    error);
        }
    }

    /** Sets how many threads one operator called from this thread may use. Replicas use one each. */
    public static void useThreads(int threads) {
        set_num_threads(threads);
    }

    /** Whether the CUDA natives are on the class path and a device answers. */
    public static boolean cudaAvailable() {
        load();
        return torch.cuda_is_available();
    }

    /** The name of libtorch's version as the bindings report it. */
    public static String version() {
        try {
            return String.valueOf(Loader.getVersion("org.bytedeco", "pytorch"));
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /**
     * Copies floats into a new tensor.
     *
     * @param values row-major values, as many as the product of {@code shape}
     * @return shape {@code shape}, float32, on the processor
     */
    public static Tensor fromFloats(float[] values, long... shape) {
        requireCount(values.length, shape);
        if (values.length == 0) {
            return torch.empty(shape);
        }
        try (FloatPointer pointer = new FloatPointer(values)) {
            return from_blob(pointer, shape).clone();
        }
    }

    /**
     * Copies longs into a new tensor.
     *
     * @return shape {@code shape}, int64, on the processor
     */
    public static Tensor fromLongs(long[] values, long... shape) {
        requireCount(values.length, shape);
        if (values.length == 0) {
            return torch.empty(shape, options(ScalarType.Long), new MemoryFormatOptional());
        }
        try (LongPointer pointer = new LongPointer(values)) {
            return from_blob(pointer, shape, options(ScalarType.Long)).clone();
        }
    }

    /**
     * Copies bytes into a new tensor.
     *
     * @return shape {@code shape}, uint8, on the processor
     */
    public static Tensor fromBytes(byte[] values, long... shape) {
        requireCount(values.length, shape);
        try (BytePointer pointer = new BytePointer(values)) {
            return from_blob(pointer, shape, options(ScalarType.Byte)).clone();
        }
    }

    /** Copies a tensor of any shape and number type to a row-major float array. */
    public static float[] toFloats(Tensor tensor) {
        try (Scope scope = Scope.open()) {
            Tensor flat = onProcessor(tensor, ScalarType.Float);
            float[] result = new float[Math.toIntExact(flat.numel())];
            if (result.length > 0) {
                FloatBuffer buffer = new FloatPointer(flat.data_ptr())
                        .capacity(result.length)
                        .asBuffer();
                buffer.get(result);
            }
            return result;
        }
    }

    /** Copies a tensor to a row-major uint8 array; the tensor must be of type uint8. */
    public static byte[] toBytes(Tensor tensor) {
        try (Scope scope = Scope.open()) {
            Tensor flat = onProcessor(tensor, ScalarType.Byte);
            byte[] result = new byte[Math.toIntExact(flat.numel())];
            new BytePointer(flat.data_ptr()).capacity(result.length).get(result);
            return result;
        }
    }

    /** The value of a one-element tensor. */
    public static double toDouble(Tensor tensor) {
        return tensor.item_double();
    }

    /** A scalar argument for an operator. */
    public static Scalar scalar(double value) {
        return new Scalar(value);
    }

    /** A list argument for an operator. */
    public static TensorVector list(Collection<Tensor> tensors) {
        return new TensorVector(tensors.toArray(new Tensor[0]));
    }

    /** A list argument for an operator. */
    public static TensorVector list(Tensor... tensors) {
        return new TensorVector(tensors);
    }

    /** The absent optional tensor. */
    public static TensorOptional none() {
        return new TensorOptional();
    }

    /** Options that only choose the number type. */
    public static TensorOptions options(ScalarType type) {
        return new TensorOptions(type);
    }

    private static Tensor onProcessor(Tensor tensor, ScalarType type) {
        return tensor.detach()
                .to(new org.bytedeco.pytorch.Device(torch.DeviceType.CPU), type)
                .contiguous();
    }

    private static void requireCount(long length, long... shape) {
        long count = 1;
        for (long side : shape) {
            count *= side;
        }
        if (count != length) {
            throw new IllegalArgumentException(
                    "got " + length + " values for shape " + Arrays.toString(shape) + ", expected " + count);
        }
    }
}
