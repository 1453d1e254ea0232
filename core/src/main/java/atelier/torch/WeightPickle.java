package atelier.torch;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pickle of a PyTorch file of weights, and nothing else. A pickle is a programme; this machine knows only the
 * instructions that build numbers, texts, lists, tuples and dictionaries, and of all functions only those in
 * {@link #FUNCTIONS}, none of which it calls: it notes what they would make. Anything else ends the reading.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">the instructions</a>
 */
final class WeightPickle {
    /** A tensor as the pickle describes it; its values lie elsewhere in the file. */
    record TensorPlace(Storage storage, long offset, long[] shape, long[] strides) {}

    /** An array of numbers of which tensors are views. */
    record Storage(String type, String key, long count) {}

    /** What the pickle is not allowed to contain, or a pickle that is damaged. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private record Function(String name) {}

    private static final String TENSOR = "torch._utils._rebuild_tensor";
    private static final String TENSOR_2 = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final String DICTIONARY = "collections.OrderedDict";
    private static final List<String> FUNCTIONS = List.of(TENSOR, TENSOR_2, PARAMETER, DICTIONARY);
    private static final List<String> STORAGES = List.of(
            "torch.FloatStorage",
            "torch.DoubleStorage",
            "torch.HalfStorage",
            "torch.BFloat16Storage",
            "torch.LongStorage",
            "torch.IntStorage",
            "torch.ShortStorage",
            "torch.CharStorage",
            "torch.ByteStorage",
            "torch.BoolStorage");
    private static final Object MARK = new Object();
    /** None, which lists and maps of this machine hold as an object. */
    private static final Object NOTHING = new Object();

    private static final int LONGEST_TEXT = 1 << 20;

    private final DataInputStream input;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private WeightPickle(InputStream input) {
        this.input = new DataInputStream(input);
    }

    /** The object of a pickle that is in memory. */
    static Object read(byte[] pickle) throws IOException {
        return read(new ByteArrayInputStream(pickle));
    }

    /** The object of the pickle that the stream is at; the stream is left behind its last instruction. */
    static Object read(InputStream stream) throws IOException {
        try {
            return new WeightPickle(stream).run();
        } catch (EOFException early) {
            throw new Refused("it ends within its list of tensors");
        } catch (RuntimeException wrong) {
            // A cast, an index or an argument that does not fit: instructions in an order that makes no sense.
            throw new Refused("its list of tensors is damaged");
        }
    }

    private Object run() throws IOException {
        while (true) {
            int instruction = input.readUnsignedByte();
            if (instruction == '.') {
                return pop();
            }
            if (!constant(instruction) && !container(instruction)) {
                memory(instruction);
            }
        }
    }

    /** Instructions that push a value; whether this was one. */
    private boolean constant(int instruction) throws IOException {
        switch (instruction) {
            case 0x80 -> input.readUnsignedByte(); // PROTO
            case 0x95 -> input.readLong(); // FRAME
            case 'N' -> stack.add(NOTHING);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'K' -> stack.add((long) input.readUnsignedByte());
            case 'M' -> stack.add((long) Short.toUnsignedInt(Short.reverseBytes(input.readShort())));
            case 'J' -> stack.add((long) Integer.reverseBytes(input.readInt()));
            case 0x8a -> stack.add(longInteger(input.readUnsignedByte()));
            case 'G' -> stack.add(input.readDouble());
            case 'X' -> stack.add(text(Integer.reverseBytes(input.readInt())));
            case 0x8c -> stack.add(text(input.readUnsignedByte()));
            case 'U' -> stack.add(text(input.readUnsignedByte()));
            case 'T' -> stack.add(text(Integer.reverseBytes(input.readInt())));
            case 'c' -> stack.add(global(line(), line()));
            case 0x93 -> {
                String name = (String) pop();
                stack.add(global((String) pop(), name));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Instructions that build tuples, lists and dictionaries, or call; whether this was one. */
    private boolean container(int instruction) throws IOException {
        switch (instruction) {
            case '(' -> stack.add(MARK);
            case ')' -> stack.add(List.of());
            case ']' -> stack.add(new ArrayList<>());
            case '}' -> stack.add(new LinkedHashMap<>());
            case 't' -> stack.add(Collections.unmodifiableList(sinceMark()));
            case 0x85 -> stack.add(last(1));
            case 0x86 -> stack.add(last(2));
            case 0x87 -> stack.add(last(3));
            case 'a' -> {
                Object value = pop();
                list(top()).add(value);
            }
            case 'e' -> {
                List<Object> values = sinceMark();
                list(top()).addAll(values);
            }
            case 's' -> {
                List<Object> pair = last(2);
                put(map(top()), pair.get(0), pair.get(1));
            }
            case 'u' -> {
                List<Object> pairs = sinceMark();
                for (int i = 0; i + 1 < pairs.size(); i += 2) {
                    put(map(top()), pairs.get(i), pairs.get(i + 1));
                }
            }
            case 'R' -> {
                Object arguments = pop();
                stack.add(made((Function) pop(), list(arguments)));
            }
            case 'Q' -> stack.add(storage(list(pop())));
            case 'b' -> {
                // State of a dictionary is notes about versions: not needed. Nothing else may have a state.
                pop();
                map(top());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void memory(int instruction) throws IOException {
        switch (instruction) {
            case 'q' -> memo.put(input.readUnsignedByte(), top());
            case 'r' -> memo.put(Integer.reverseBytes(input.readInt()), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> stack.add(remembered(input.readUnsignedByte()));
            case 'j' -> stack.add(remembered(Integer.reverseBytes(input.readInt())));
            default ->
                throw new Refused(
                        "it contains the pickle instruction 0x%02x, which weights do not need".formatted(instruction));
        }
    }

    /** What a call would make; nothing is called. */
    private static Object made(Function function, List<Object> arguments) throws IOException {
        switch (function.name()) {
            case TENSOR, TENSOR_2 -> {
                return new TensorPlace(
                        (Storage) arguments.get(0),
                        (Long) arguments.get(1),
                        longs(list(arguments.get(2))),
                        longs(list(arguments.get(3))));
            }
            case PARAMETER -> {
                return (TensorPlace) arguments.get(0);
            }
            case DICTIONARY -> {
                Map<Object, Object> dictionary = new LinkedHashMap<>();
                if (!arguments.isEmpty()) {
                    for (Object pair : list(arguments.get(0))) {
                        put(dictionary, list(pair).get(0), list(pair).get(1));
                    }
                }
                return dictionary;
            }
            default -> throw new Refused("it calls " + function.name() + ", which makes no tensor");
        }
    }

    /** ('storage', type, key, device, count), and in older files a sixth that says whether it is a view. */
    private static Storage storage(List<Object> id) throws IOException {
        if (!"storage".equals(id.get(0)) || id.size() > 5 && id.get(5) != NOTHING) {
            throw new Refused("it keeps tensors in a way that is not known");
        }
        String type = ((Function) id.get(1)).name();
        if (!STORAGES.contains(type)) {
            throw new Refused("it names " + type + " as a storage");
        }
        return new Storage(type, (String) id.get(2), (Long) id.get(4));
    }

    private static Function global(String module, String name) throws IOException {
        String full = module + "." + name;
        if (!FUNCTIONS.contains(full) && !STORAGES.contains(full)) {
            throw new Refused("it names " + full + ", which is more than tensors; nothing of it was run");
        }
        return new Function(full);
    }

    private Object remembered(int key) throws IOException {
        Object value = memo.get(key);
        if (value == null) {
            throw new Refused("its list of tensors is damaged");
        }
        return value;
    }

    private Object longInteger(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        for (int i = 0; i < length / 2; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[length - 1 - i];
            bytes[length - 1 - i] = swapped;
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    private String text(int length) throws IOException {
        if (length < 0 || length > LONGEST_TEXT) {
            throw new Refused("it claims a text of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.readUnsignedByte(); c != '\n'; c = input.readUnsignedByte()) {
            if (line.length() > 200) {
                throw new Refused("it names a function of more than 200 characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private List<Object> last(int count) {
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> values = List.copyOf(tail);
        tail.clear();
        return values;
    }

    private List<Object> sinceMark() {
        int mark = stack.lastIndexOf(MARK);
        List<Object> tail = stack.subList(mark, stack.size());
        List<Object> values = new ArrayList<>(tail.subList(1, tail.size()));
        tail.clear();
        return values;
    }

    @SuppressWarnings("unchecked") // lists of this machine hold objects
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    @SuppressWarnings("unchecked") // dictionaries of this machine hold objects
    private static Map<Object, Object> map(Object value) {
        return (Map<Object, Object>) value;
    }

    /** Only plain keys: the hash of a list that contains itself never ends. */
    private static void put(Map<Object, Object> map, Object key, Object value) throws Refused {
        if (!(key instanceof String) && !(key instanceof Long)) {
            throw new Refused("a dictionary in it has keys that are neither texts nor numbers");
        }
        map.put(key, value);
    }

    private static long[] longs(List<Object> values) {
        return values.stream().mapToLong(value -> (Long) value).toArray();
    }

    /** The dictionary of a read object, or null where it is something else. */
    static @Nullable Map<?, ?> dictionary(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : null;
    }
}
