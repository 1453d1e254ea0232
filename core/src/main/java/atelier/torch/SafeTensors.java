package atelier.torch;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files in the safetensors format: an 8-byte little-endian header length, a JSON header, raw
 * little-endian data. Only float32 is written and read. The header is capped and every offset checked
 * before anything is allocated, so that a file from a stranger can do no harm.
 */
public final class SafeTensors {
    private static final long LARGEST_HEADER = 16L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A float32 array with its shape, row-major. */
    public record Entry(long[] shape, float[] values) {}

    /** What a file holds. */
    public record Content(Map<String, String> metadata, Map<String, Entry> tensors) {}

    private SafeTensors() {}

    /** Writes the tensors in the map's order and forces them to disk. The file is not replaced atomically. */
    public static void write(Path file, Map<String, String> metadata, Map<String, Entry> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = header.putObject("__metadata__");
            metadata.forEach(node::put);
        }
        long offset = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            ObjectNode node = header.putObject(tensor.getKey());
            node.put("dtype", "F32");
            for (long side : tensor.getValue().shape()) {
                node.withArray("shape").add(side);
            }
            if (tensor.getValue().shape().length == 0) {
                node.putArray("shape");
            }
            long end = offset + 4L * tensor.getValue().values().length;
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = JSON.writeValueAsBytes(header);
        int padding = (8 - text.length % 8) % 8;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer head = ByteBuffer.allocate(8 + text.length + padding).order(ByteOrder.LITTLE_ENDIAN);
            head.putLong(text.length + padding).put(text);
            while (head.hasRemaining()) {
                head.put((byte) ' ');
            }
            writeFully(channel, head.flip());
            ByteBuffer chunk = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
            for (Entry tensor : tensors.values()) {
                writeValues(channel, chunk, tensor.values());
            }
            channel.force(true);
        }
    }

    private static void writeValues(FileChannel channel, ByteBuffer chunk, float[] values) throws IOException {
        int done = 0;
        while (done < values.length) {
            chunk.clear();
            int count = Math.min(values.length - done, chunk.capacity() / 4);
            chunk.asFloatBuffer().put(values, done, count);
            chunk.limit(4 * count);
            writeFully(channel, chunk);
            done += count;
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * Reads a whole file.
     *
     * @throws AtelierException with {@link Exit#INPUT} where the content is not what the format says
     */
    public static Content read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
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
            Map<String, String> metadata = new LinkedHashMap<>();
            Map<String, Entry> tensors = new LinkedHashMap<>();
            long dataStart = 8 + length;
            for (Iterator<Map.Entry<String, JsonNode>> fields = header.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                if (field.getKey().equals("__metadata__")) {
                    field.getValue()
                            .fields()
                            .forEachRemaining(
                                    m -> metadata.put(m.getKey(), m.getValue().asText()));
                } else {
                    tensors.put(field.getKey(), readTensor(channel, file, field, dataStart, size));
                }
            }
            return new Content(metadata, tensors);
        }
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

    private static Entry readTensor(
            FileChannel channel, Path file, Map.Entry<String, JsonNode> field, long dataStart, long size)
            throws IOException {
        String name = field.getKey();
        JsonNode node = field.getValue();
        require("F32".equals(node.path("dtype").asText()), file, name + " is not float32");
        JsonNode sides = node.path("shape");
        long[] shape = new long[sides.size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sides.get(i).asLong(-1);
            require(shape[i] >= 0 && shape[i] < 1L << 31, file, name + " has a side of " + shape[i]);
            count *= shape[i];
            require(count < 1L << 30, file, name + " is larger than 2^30 values");
        }
        long start = node.path("data_offsets").path(0).asLong(-1);
        long end = node.path("data_offsets").path(1).asLong(-1);
        require(
                start >= 0 && end - start == 4 * count && end <= size - dataStart,
                file,
                name + " claims bytes " + start + " to " + end + " for " + count + " values");
        channel.position(dataStart + start);
        float[] values = new float[(int) count];
        FloatBuffer target = FloatBuffer.wrap(values);
        while (target.hasRemaining()) {
            int part = Math.min(target.remaining(), 1 << 16);
            target.put(readFully(channel, file, 4 * part).asFloatBuffer());
        }
        return new Entry(shape, values);
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
