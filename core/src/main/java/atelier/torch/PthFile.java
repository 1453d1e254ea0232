package atelier.torch;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Weights that PyTorch's {@code torch.save} wrote, {@code .pth} or {@code .pt}: the zip archive of today and the plain
 * file of versions before 1.6. Only names, shapes and numbers are read ({@link WeightPickle}); nothing that the file
 * says is run. Every offset is checked before anything is allocated.
 */
public final class PthFile {
    private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long LEGACY_PROTOCOL = 1001;
    private static final long LARGEST_PICKLE = 64L << 20;
    private static final List<String> WRAPPERS = List.of("state_dict", "model", "model_state_dict", "teacher");
    private static final Map<String, ElementType> TYPES = Map.of(
            "torch.FloatStorage", ElementType.FLOAT32,
            "torch.DoubleStorage", ElementType.FLOAT64,
            "torch.HalfStorage", ElementType.FLOAT16,
            "torch.BFloat16Storage", ElementType.BFLOAT16);
    /** Bytes per value of the other types, which are stepped over. */
    private static final Map<String, Integer> OTHER_BYTES = Map.of(
            "torch.LongStorage", 8,
            "torch.IntStorage", 4,
            "torch.ShortStorage", 2,
            "torch.CharStorage", 1,
            "torch.ByteStorage", 1,
            "torch.BoolStorage", 1);

    private final Path file;
    private final Map<String, WeightPickle.TensorPlace> tensors = new LinkedHashMap<>();
    /** Of the zip archive, what stands before {@code data/KEY}; null for the older format. */
    private final @Nullable String folder;
    /** Of the older format, where each storage's numbers begin. */
    private final Map<String, Long> starts;

    private PthFile(Path file, Object root, @Nullable String folder, Map<String, Long> starts) {
        this.file = file;
        this.folder = folder;
        this.starts = starts;
        collect(root);
    }

    /**
     * Reads names and shapes.
     *
     * @throws AtelierException with {@link Exit#INPUT} where the file is damaged or holds more than weights
     */
    public static PthFile open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(4);
            while (start.hasRemaining() && channel.read(start) >= 0) {
                continue;
            }
            boolean archive = start.get(0) == 'P' && start.get(1) == 'K';
            return archive ? openArchive(file) : openPlain(file, channel);
        } catch (WeightPickle.Refused refused) {
            throw unusable(file, refused.getMessage());
        } catch (ZipException damaged) {
            throw unusable(file, "it is a damaged zip archive (" + damaged.getMessage() + ")");
        } catch (IOException e) {
            throw new AtelierException(Exit.INPUT, file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static PthFile openArchive(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry pickle = null;
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith("/constants.pkl")) {
                    throw unusable(file, "it is a TorchScript programme, not a file of weights");
                }
                if (entry.getName().endsWith("/data.pkl")) {
                    pickle = entry;
                }
            }
            if (pickle == null) {
                throw unusable(file, "the archive holds no data.pkl");
            }
            String folder = pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
            requireLittleEndian(file, zip, folder);
            if (pickle.getSize() > LARGEST_PICKLE) {
                throw unusable(file, "its list of tensors has " + pickle.getSize() + " bytes");
            }
            try (InputStream stream = zip.getInputStream(pickle)) {
                byte[] bytes = stream.readNBytes((int) LARGEST_PICKLE);
                return new PthFile(file, WeightPickle.read(bytes), folder, Map.of());
            }
        }
    }

    private static void requireLittleEndian(Path file, ZipFile zip, String folder) throws IOException {
        ZipEntry order = zip.getEntry(folder + "byteorder");
        if (order != null) {
            try (InputStream stream = zip.getInputStream(order)) {
                if (new String(stream.readNBytes(16), StandardCharsets.US_ASCII).startsWith("big")) {
                    throw unusable(file, "its numbers are big-endian");
                }
            }
        }
    }

    private static PthFile openPlain(Path file, FileChannel channel) throws IOException {
        channel.position(0);
        Counted stream = new Counted(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
        if (!LEGACY_MAGIC.equals(WeightPickle.read(stream))
                || !Long.valueOf(LEGACY_PROTOCOL).equals(WeightPickle.read(stream))) {
            throw unusable(file, "it does not begin as torch.save writes");
        }
        WeightPickle.read(stream); // about the machine that wrote it
        Object root = WeightPickle.read(stream);
        if (!(WeightPickle.read(stream) instanceof List<?> keys)) {
            throw unusable(file, "its list of storages is damaged");
        }
        PthFile result = new PthFile(file, root, null, new HashMap<>());
        Map<String, WeightPickle.Storage> storages = new HashMap<>();
        result.tensors.values().forEach(t -> storages.put(t.storage().key(), t.storage()));
        long size = channel.size();
        long position = stream.position;
        ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        for (Object key : keys) {
            WeightPickle.Storage storage = key instanceof String text ? storages.get(text) : null;
            if (storage == null) {
                throw unusable(file, "it holds numbers that belong to no tensor");
            }
            count.clear();
            if (channel.read(count, position) < 8 || count.getLong(0) != storage.count()) {
                throw unusable(file, "it ends early or is damaged at byte " + position);
            }
            result.starts.put(storage.key(), position + 8);
            position = Math.addExact(position + 8, bytes(file, storage));
            if (position > size) {
                throw unusable(file, "it has " + size + " bytes, but its tensors need more: it is truncated");
            }
        }
        return result;
    }

    private static long bytes(Path file, WeightPickle.Storage storage) {
        ElementType type = TYPES.get(storage.type());
        int each = type != null ? type.bytes() : OTHER_BYTES.getOrDefault(storage.type(), 8);
        if (storage.count() < 0 || storage.count() > 1L << 40) {
            throw unusable(file, "it claims a storage of " + storage.count() + " values");
        }
        return each * storage.count();
    }

    /** Takes the tensors of the dictionary, or of the one in it that holds the network. */
    private void collect(Object root) {
        Map<?, ?> dictionary = WeightPickle.dictionary(root);
        for (int depth = 0; dictionary != null && depth < 2; depth++) {
            dictionary.forEach((name, value) -> {
                if (name instanceof String text && value instanceof WeightPickle.TensorPlace tensor) {
                    tensors.put(text, tensor);
                }
            });
            if (!tensors.isEmpty()) {
                return;
            }
            Map<?, ?> inner = null;
            for (String wrapper : WRAPPERS) {
                inner = inner == null ? WeightPickle.dictionary(dictionary.get(wrapper)) : inner;
            }
            dictionary = inner;
        }
        throw unusable(file, "it holds no dictionary of tensors");
    }

    /** Names of the tensors. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** Sizes of a tensor, outermost first, or null where there is none of this name. */
    public long @Nullable [] shape(String name) {
        WeightPickle.TensorPlace tensor = tensors.get(name);
        return tensor == null ? null : tensor.shape().clone();
    }

    /** Values of a floating-point tensor that is there, row-major float32. */
    public float[] floats(String name) {
        WeightPickle.TensorPlace tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name);
        }
        WeightPickle.Storage storage = tensor.storage();
        ElementType type = TYPES.get(storage.type());
        if (type == null) {
            throw unusable(file, name + " is of " + storage.type() + ", not floating point");
        }
        long count = 1;
        for (int i = tensor.shape().length - 1; i >= 0; i--) {
            long side = tensor.shape()[i];
            if (side < 0 || side >= 1L << 31 || tensor.strides().length != tensor.shape().length) {
                throw unusable(file, name + " has a damaged shape");
            }
            if (side > 1 && tensor.strides()[i] != count) {
                throw unusable(file, name + " is not stored row by row; save its .contiguous() copy");
            }
            count *= side;
            if (count > 1L << 29) {
                throw unusable(file, name + " has more than 2^29 values");
            }
        }
        if (tensor.offset() < 0 || storage.count() < 0 || tensor.offset() > storage.count() - count) {
            throw unusable(file, name + " lies outside of its storage of " + storage.count() + " values");
        }
        try {
            return read(name, type, storage, tensor.offset(), (int) count);
        } catch (IOException e) {
            throw new AtelierException(Exit.INPUT, file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private float[] read(String name, ElementType type, WeightPickle.Storage storage, long offset, int count)
            throws IOException {
        if (folder == null) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                Long start = starts.get(storage.key());
                if (start == null) {
                    throw unusable(file, "the numbers of " + name + " are missing");
                }
                channel.position(start + offset * type.bytes());
                return decode(Channels.newInputStream(channel), type, count);
            }
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(folder + "data/" + storage.key());
            // What is stored without compression cannot claim more than the file holds.
            if (entry == null
                    || entry.getMethod() != ZipEntry.STORED
                    || entry.getSize() != bytes(file, storage)
                    || entry.getSize() > Files.size(file)) {
                throw unusable(file, "the numbers of " + name + " are missing or have another length than it says");
            }
            try (InputStream stream = zip.getInputStream(entry)) {
                stream.skipNBytes(offset * type.bytes());
                return decode(stream, type, count);
            }
        }
    }

    private float[] decode(InputStream stream, ElementType type, int count) throws IOException {
        float[] values = new float[count];
        DataInputStream input = new DataInputStream(stream);
        byte[] part = new byte[type.bytes() << 16];
        for (int done = 0; done < count; ) {
            int more = Math.min(count - done, 1 << 16);
            try {
                input.readFully(part, 0, more * type.bytes());
            } catch (EOFException early) {
                throw unusable(file, "it is truncated");
            }
            type.decode(ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN), values, done, more);
            done += more;
        }
        return values;
    }

    private static AtelierException unusable(Path file, @Nullable String problem) {
        return new AtelierException(
                Exit.INPUT,
                file + " is not a usable PyTorch file of weights: " + problem
                        + ". Take another copy, or save the network's state_dict() as safetensors.");
    }

    /** Counts what was read, since the numbers of the older format begin where the pickles end. */
    private static final class Counted extends InputStream {
        private final InputStream source;
        private long position;

        Counted(InputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            int value = source.read();
            position += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = source.read(target, offset, length);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
