package atelier.torch;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array of a NumPy {@code .npy} file, on the heap: C order, little endian, float64, float32, float16,
 * int64, int8 or uint8. The reader is strict: a header that claims more than the file holds is refused before memory is taken.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** NumPy itself refuses longer headers by default; a plain array needs about a hundred bytes. */
    private static final int LARGEST_HEADER = 10_000;

    private static final Map<String, Integer> BYTES_BY_TYPE =
            Map.of("<f8", 8, "<f4", 4, "<f2", 2, "<i8", 8, "|i1", 1, "|u1", 1, "<i1", 1, "<u1", 1);
    private static final Pattern HEADER =
            Pattern.compile("\\{\\s*'descr'\\s*:\\s*'([^']*)'\\s*,\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,"
                    + "\\s*'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)\\s*,?\\s*\\}\\s*");

    private final String type;
    private final long[] shape;
    private final byte[] data;

    private Npy(String type, long[] shape, byte[] data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /** Reads a whole file; an unreadable, truncated or unsupported one is an {@link Exit#INPUT} error. */
    public static Npy read(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return read(stream, file.toString(), Files.size(file));
        } catch (NoSuchFileException e) {
            throw new AtelierException(Exit.INPUT, file + " does not exist; give an existing .npy file.", e);
        } catch (IOException e) {
            throw new AtelierException(Exit.INPUT, file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Reads from a stream that ends with the array, such as a resource. */
    public static Npy read(InputStream stream, String name) {
        try {
            byte[] all = stream.readAllBytes();
            return read(new ByteArrayInputStream(all), name, all.length);
        } catch (IOException e) {
            throw new AtelierException(Exit.INPUT, name + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static Npy read(InputStream stream, String name, long totalBytes) throws IOException {
        DataInputStream input = new DataInputStream(stream);
        byte[] start = input.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw unusable(name, "is not a NumPy .npy file (it does not start with \\x93NUMPY)");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw unusable(name, "has .npy version " + version + "; versions 1 to 3 can be read");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        byte[] lengthField = input.readNBytes(lengthBytes);
        if (lengthField.length < lengthBytes) {
            throw unusable(name, "ends inside its header");
        }
        ByteBuffer length = ByteBuffer.wrap(lengthField).order(ByteOrder.LITTLE_ENDIAN);
        long headerBytes = version == 1 ? length.getShort() & 0xffff : length.getInt() & 0xffffffffL;
        if (headerBytes > LARGEST_HEADER || headerBytes > totalBytes) {
            throw unusable(
                    name, "claims a header of " + headerBytes + " bytes; at most " + LARGEST_HEADER + " are accepted");
        }
        byte[] header = input.readNBytes((int) headerBytes);
        if (header.length < headerBytes) {
            throw unusable(name, "ends inside its header");
        }
        long offset = 8 + lengthBytes + headerBytes;
        return readBody(input, name, new String(header, StandardCharsets.ISO_8859_1), totalBytes - offset);
    }

    private static Npy readBody(DataInputStream input, String name, String header, long bodyBytes) throws IOException {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw unusable(name, "has a header that is not understood: " + header.strip());
        }
        String type = matcher.group(1);
        Integer width = BYTES_BY_TYPE.get(type);
        if (width == null) {
            throw unusable(
                    name,
                    "has element type '" + type + "'; little-endian float32 (<f4), float64 (<f8), int64 (<i8), int8"
                            + " and uint8 can be read. Convert it, for example with numpy's astype('float32')");
        }
        if (matcher.group(2).equals("True")) {
            throw unusable(name, "is in Fortran order; save numpy.ascontiguousarray(array) instead");
        }
        long[] shape = parseShape(name, matcher.group(3));
        long expected = width;
        try {
            for (long size : shape) {
                expected = Math.multiplyExact(expected, size);
            }
        } catch (ArithmeticException e) {
            throw unusable(name, "claims the impossible shape " + Arrays.toString(shape));
        }
        if (expected != bodyBytes) {
            throw unusable(
                    name,
                    "has shape " + Arrays.toString(shape) + " of '" + type + "', which is " + expected
                            + " bytes, but holds " + bodyBytes + "; it is truncated or damaged");
        }
        if (expected > Integer.MAX_VALUE - 16) {
            throw unusable(name, "holds " + expected + " bytes; at most 2 GiB per file can be read");
        }
        byte[] data = new byte[(int) expected];
        try {
            input.readFully(data);
        } catch (EOFException e) {
            throw unusable(name, "ends before its last element");
        }
        return new Npy(type, shape, data);
    }

    private static long[] parseShape(String name, String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return new long[0];
        }
        try {
            return Arrays.stream(trimmed.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw unusable(name, "has the unreadable shape (" + text + ")");
        }
    }

    private static AtelierException unusable(String name, String what) {
        return new AtelierException(Exit.INPUT, name + " " + what + ".");
    }

    /** Sizes, outermost first; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloating() {
        return type.startsWith("<f");
    }

    /** Whether elements are float64, which {@link #floats()} rounds. */
    public boolean isDouble() {
        return type.equals("<f8");
    }

    /** Elements as float32, whatever the file's type; float64 and int64 are rounded. */
    public float[] floats() {
        ByteBuffer buffer = littleEndian();
        if (type.equals("<f4")) {
            float[] values = new float[data.length / 4];
            buffer.asFloatBuffer().get(values);
            return values;
        }
        double[] exact = doubles();
        float[] values = new float[exact.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) exact[i];
        }
        return values;
    }

    /** Elements as float64, whatever the file's type. */
    public double[] doubles() {
        ByteBuffer buffer = littleEndian();
        double[] values = new double[data.length / BYTES_BY_TYPE.getOrDefault(type, 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "<f8" -> buffer.getDouble();
                case "<f4" -> buffer.getFloat();
                case "<f2" -> fromHalf(buffer.getShort());
                case "<i8" -> buffer.getLong();
                case "|u1", "<u1" -> buffer.get() & 0xff;
                default -> buffer.get();
            };
        }
        return values;
    }

    /** Elements as integers; a floating array is refused. */
    public long[] longs() {
        if (isFloating()) {
            throw new AtelierException(Exit.INPUT, "Expected integers in the .npy array, got '" + type + "'.");
        }
        double[] exact = type.equals("<i8") ? new double[0] : doubles();
        if (!type.equals("<i8")) {
            return Arrays.stream(exact).mapToLong(value -> (long) value).toArray();
        }
        long[] values = new long[data.length / 8];
        littleEndian().asLongBuffer().get(values);
        return values;
    }

    /** The raw elements of an int8 or uint8 array. */
    public byte[] bytes() {
        if (BYTES_BY_TYPE.getOrDefault(type, 0) != 1) {
            throw new AtelierException(Exit.INPUT, "Expected bytes in the .npy array, got '" + type + "'.");
        }
        return data.clone();
    }

    private ByteBuffer littleEndian() {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes float32 in C order, format version 1. */
    public static void write(Path file, float[] values, long... shape) {
        ByteBuffer body = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        body.asFloatBuffer().put(values);
        write(file, "<f4", body.array(), values.length, shape);
    }

    /** Writes uint8 in C order, format version 1. */
    public static void write(Path file, byte[] values, long... shape) {
        write(file, "|u1", values, values.length, shape);
    }

    /** Writes float16 in C order, format version 1; values are rounded to the nearest and must lie within 65,504. */
    public static void writeHalf(Path file, float[] values, long... shape) {
        ByteBuffer body = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            body.putShort(toHalf(value));
        }
        write(file, "<f2", body.array(), values.length, shape);
    }

    /** The float32 value of a float16. */
    static float fromHalf(short half) {
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        int sign = (half & 0x8000) << 16;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 31 ? 255 : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    private static short toHalf(float value) {
        float magnitude = Math.abs(value);
        if (!(magnitude < 65520)) {
            throw new IllegalArgumentException(value + " does not fit float16");
        }
        int sign = Float.floatToIntBits(value) >>> 16 & 0x8000;
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
        }
        // Rounds half to even; a carry out of the fraction raises the exponent, as it should.
        int bits = Float.floatToIntBits(magnitude) - (112 << 23);
        return (short) (sign | (bits + 0xfff + (bits >> 13 & 1)) >> 13);
    }

    private static void write(Path file, String type, byte[] body, long elements, long[] shape) {
        if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) != elements) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " for " + elements + " elements");
        }
        StringBuilder sizes = new StringBuilder();
        for (long size : shape) {
            sizes.append(size).append(shape.length == 1 ? "," : ", ");
        }
        String dictionary = "{'descr': '" + type + "', 'fortran_order': False, 'shape': ("
                + sizes.toString().strip().replaceAll("(?<=\\d),$", shape.length == 1 ? "," : "") + "), }";
        // The format asks that the data start on a multiple of 64.
        int padded = (10 + dictionary.length() + 1 + 63) / 64 * 64 - 10;
        String header = dictionary + " ".repeat(padded - dictionary.length() - 1) + "\n";
        ByteBuffer length =
                ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) padded);
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
            output.write(MAGIC);
            output.write(new byte[] {1, 0});
            output.write(length.array());
            output.write(header.getBytes(StandardCharsets.ISO_8859_1));
            output.write(body);
        } catch (IOException e) {
            throw new AtelierException(Exit.DISK, file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }
}
