package atelier.torch;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files in the safetensors format: an 8-byte little-endian header length, a JSON header, raw
 * little-endian data. Only float32 is written; what others wrote may hold other floating-point types. The header is capped and every offset checked
 * before anything is allocated, so that a file from a stranger can do no harm.
 */
public final class SafeTensors {
    private static final long LARGEST_HEADER = 16L << 20;
    private static final String METADATA = "__metadata__";
    private static final int CHUNK_BYTES = 1 << 18;
    /** A name that occurs twice would hide one of two tensors. */
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /** A float32 array with its shape, row-major. */
    public record Entry(long[] shape, float[] values) {}

    /** What a file holds. */
    public record Content(Map<String, String> metadata, Map<String, Entry> tensors) {}

    private SafeTensors() {}

    /** Writes the tensors in the map's order and forces them to disk. The file is not replaced atomically. */
    public static void write(Path file, Map<String, String> metadata, Map<String, Entry> tensors) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(Channels.newOutputStream(channel), metadata, tensors);
            channel.force(true);
        }
    }

    /** Writes the tensors in the map's order. */
    public static void write(OutputStream stream, Map<String, String> metadata, Map<String, Entry> tensors)
            throws IOException {
        stream.write(header(metadata, tensors));
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Entry tensor : tensors.values()) {
            writeValues(stream, chunk, tensor.values());
        }
    }

    /** How many bytes {@link #write(OutputStream, Map, Map)} writes. */
    public static long bytes(Map<String, String> metadata, Map<String, Entry> tensors) {
        long values = 0;
        for (Entry tensor : tensors.values()) {
            values += tensor.values().length;
        }
        return header(metadata, tensors).length + Float.BYTES * values;
    }

    private static byte[] header(Map<String, String> metadata, Map<String, Entry> tensors) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = header.putObject(METADATA);
            metadata.forEach(node::put);
        }
        long offset = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            ObjectNode node = header.putObject(tensor.getKey());
            node.put("dtype", "F32");
            ArrayNode shape = node.putArray("shape");
            for (long side : tensor.getValue().shape()) {
                shape.add(side);
            }
            long end = offset + (long) Float.BYTES * tensor.getValue().values().length;
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padding = (8 - text.length % 8) % 8;
        ByteBuffer head = ByteBuffer.allocate(8 + text.length + padding).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(text.length + padding).put(text);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        return head.array();
    }

    private static void writeValues(OutputStream stream, ByteBuffer chunk, float[] values) throws IOException {
        int done = 0;
        while (done < values.length) {
            chunk.clear();
            int count = Math.min(values.length - done, chunk.capacity() / Float.BYTES);
            chunk.asFloatBuffer().put(values, done, count);
            stream.write(chunk.array(), 0, Float.BYTES * count);
            done += count;
        }
    }

    /**
     * What a file holds, without the values, which are read one tensor at a time: for files of weights that are too
     * large to be read at once. Floating-point types other than float32 are converted; tensors of integers are named
     * but cannot be read.
     */
    public static final class Index {
        private record Place(@Nullable ElementType type, String typeName, long[] shape, int count, long start) {}

        private final Path file;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final Map<String, Place> places = new LinkedHashMap<>();

        private Index(Path file) {
            this.file = file;
        }

        /** Names of the tensors, in the order of the header. */
        public Set<String> names() {
            return Collections.unmodifiableSet(places.keySet());
        }

        /** Sizes of a tensor, outermost first, or null where there is none of this name. */
        public long @Nullable [] shape(String name) {
            Place place = places.get(name);
            return place == null ? null : place.shape().clone();
        }

        /** Values of a tensor that is there, row-major. */
        public float[] floats(String name) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return floats(channel, name);
            }
        }

        private float[] floats(FileChannel channel, String name) throws IOException {
            Place place = places.get(name);
            if (place == null) {
                throw new IllegalArgumentException(name);
            }
            ElementType type = place.type();
            if (type == null) {
                throw damaged(file, name + " is of type " + place.typeName() + ", not floating point");
            }
            channel.position(place.start());
            float[] values = new float[place.count()];
            for (int done = 0; done < values.length; ) {
                int part = Math.min(values.length - done, 1 << 16);
                type.decode(readFully(channel, file, type.bytes() * part), values, done, part);
                done += part;
            }
            return values;
        }
    }

    /**
     * Reads a file's header and checks that every tensor lies within the file.
     *
     * @throws AtelierException with {@link Exit#INPUT} where the content is not what the format says
     */
    public static Index index(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return index(channel, file);
        }
    }

    /**
     * Reads a whole file of float32 tensors.
     *
     * @throws AtelierException with {@link Exit#INPUT} where the content is not what the format says
     */
    public static Content read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Index index = index(channel, file);
            Map<String, Entry> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, Index.Place> entry : index.places.entrySet()) {
                Index.Place place = entry.getValue();
                require(place.type() == ElementType.FLOAT32, file, entry.getKey() + " is not float32");
                tensors.put(entry.getKey(), new Entry(place.shape(), index.floats(channel, entry.getKey())));
            }
            return new Content(index.metadata, tensors);
        }
    }

    private static Index index(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        require(size >= 8, file, "it has " + size + " bytes, a header needs at least 8");
        ByteBuffer lengthBytes = readFully(channel, file, 8);
        long length = lengthBytes.getLong();
        require(
                length > 0 && length <= LARGEST_HEADER && 8 + length <= size,
                file,
                "its header claims " + length + " bytes of a file of " + size);
        byte[] text = readFully(channel, file, (int) length).array();
        JsonNode header = parse(file, text);
        requireOneAfterAnother(file, header, size - 8 - length);
        Index index = new Index(file);
        for (Iterator<Map.Entry<String, JsonNode>> fields = header.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .fields()
                        .forEachRemaining(
                                m -> index.metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                index.places.put(field.getKey(), place(file, field, 8 + length, size));
            }
        }
        return index;
    }

    private static JsonNode parse(Path file, byte[] text) throws IOException {
        try {
            JsonNode header = JSON.readTree(new String(text, StandardCharsets.UTF_8));
            require(header != null && header.isObject(), file, "its header is not a JSON object");
            return header;
        } catch (JsonProcessingException broken) {
            throw damaged(file, "its header is not JSON");
        }
    }

    /** Tensors fill the data without gaps and overlaps, as the format demands; so no bytes are counted twice. */
    private static void requireOneAfterAnother(Path file, JsonNode header, long dataBytes) {
        List<JsonNode> offsets = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                offsets.add(field.getValue().path("data_offsets"));
            }
        }
        offsets.sort(Comparator.<JsonNode>comparingLong(SafeTensors::start).thenComparingLong(SafeTensors::end));
        long position = 0;
        for (JsonNode each : offsets) {
            long start = start(each);
            require(start == position, file, "a tensor starts at byte " + start + ", expected at " + position);
            require(end(each) >= start, file, "a tensor ends at byte " + end(each) + ", before its start");
            position = end(each);
        }
        require(position == dataBytes, file, "its tensors have " + position + " bytes of " + dataBytes);
    }

    private static long start(JsonNode offsets) {
        return offset(offsets.path(0));
    }

    private static long end(JsonNode offsets) {
        return offset(offsets.path(1));
    }

    /** -1 for whatever is no whole number of 64 bits. */
    private static long offset(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : -1;
    }

    private static Index.Place place(Path file, Map.Entry<String, JsonNode> field, long dataStart, long size) {
        String name = field.getKey();
        JsonNode node = field.getValue();
        String typeName = node.path("dtype").asText();
        ElementType type = ElementType.ofSafeTensors(typeName);
        JsonNode sides = node.path("shape");
        require(sides.isArray(), file, name + " has no shape");
        long[] shape = new long[sides.size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = offset(sides.get(i));
            require(shape[i] >= 0 && shape[i] < 1L << 31, file, name + " has a side of " + shape[i]);
            count *= shape[i];
            require(count < 1L << 30, file, name + " is larger than 2^30 values");
        }
        long start = start(node.path("data_offsets"));
        long end = end(node.path("data_offsets"));
        boolean asLong = type == null ? end >= start : end - start == type.bytes() * count;
        require(
                start >= 0 && asLong && end <= size - dataStart,
                file,
                name + " claims bytes " + start + " to " + end + " for " + count + " values");
        return new Index.Place(type, typeName, shape, (int) count, dataStart + start);
    }

    private static ByteBuffer readFully(FileChannel channel, Path file, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            require(channel.read(buffer) >= 0, file, "it ends early");
        }
        return buffer.flip();
    }

    private static void require(boolean condition, Path file, String problem) {
        if (!condition) {
            throw damaged(file, problem);
        }
    }

    private static AtelierException damaged(Path file, String problem) {
        String hint = Files.exists(file) ? "" : " (the file does not exist)";
        return new AtelierException(
                Exit.INPUT,
                file + " is not a usable safetensors file: " + problem + hint
                        + "; expected float32 tensors as written by Atelier or 'safetensors'. Take another copy.");
    }
}
