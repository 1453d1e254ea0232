package atelier.torch;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Number types in which files of weights hold their values; all become float32. */
enum ElementType {
    FLOAT64(8),
    FLOAT32(4),
    FLOAT16(2),
    BFLOAT16(2);

    private static final Map<String, ElementType> SAFETENSORS =
            Map.of("F64", FLOAT64, "F32", FLOAT32, "F16", FLOAT16, "BF16", BFLOAT16);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** The type of this name in a safetensors header, or null where it is none of these. */
    static @Nullable ElementType ofSafeTensors(String name) {
        return SAFETENSORS.get(name);
    }

    /** Bytes per value. */
    int bytes() {
        return bytes;
    }

    /** Reads {@code count} values of little-endian bytes into an array from {@code at} on. */
    void decode(ByteBuffer source, float[] target, int at, int count) {
        if (this == FLOAT32) {
            source.asFloatBuffer().get(target, at, count);
            return;
        }
        for (int i = at; i < at + count; i++) {
            target[i] = switch (this) {
                case FLOAT64 -> (float) source.getDouble();
                case FLOAT16 -> Npy.fromHalf(source.getShort());
                default -> Float.intBitsToFloat(source.getShort() << 16);
            };
        }
    }
}
