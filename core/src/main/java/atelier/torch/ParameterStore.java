package atelier.torch;

import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * All parameters of a network in one flat float32 tensor, with Adam's moments and the moving average
 * beside it in the same layout. Layers see views; optimiser, clipping, finite check, averaging,
 * all-reduce and checkpoints work on the flat tensors. Four-dimensional weights lie channels-last
 * ([O,H,W,I] in memory, [O,I,H,W] to look at). Owned by whoever created it until {@link #close}.
 */
public final class ParameterStore implements AutoCloseable {
    /** A named part of the flat tensors. */
    public record Range(long offset, long length) {
        /** The range in pieces of at most {@code size} values. */
        public List<Range> pieces(long size) {
            List<Range> pieces = new ArrayList<>();
            for (long from = 0; from < length; from += size) {
                pieces.add(new Range(offset + from, Math.min(size, length - from)));
            }
            return pieces;
        }

        /** One of {@code parts} shares of nearly equal size; empty for the last ones of a short range. */
        public Range share(int index, int parts) {
            long from = length * index / parts;
            return new Range(offset + from, length * (index + 1) / parts - from);
        }
    }

    private final List<Parameter> layout;
    private final Map<String, Range> groups = new LinkedHashMap<>();
    private final Map<String, Range> ranges = new LinkedHashMap<>();
    private final long length;
    private final Map<String, Tensor> flat = new LinkedHashMap<>();
    private final Device device;

    private ParameterStore(List<Parameter> layout, Device device) {
        this.layout = List.copyOf(layout);
        this.device = device;
        long offset = 0;
        for (Parameter parameter : layout) {
            ranges.put(parameter.name(), new Range(offset, parameter.count()));
            Range group = groups.getOrDefault(parameter.group(), new Range(offset, 0));
            groups.put(parameter.group(), new Range(group.offset(), group.length() + parameter.count()));
            offset += parameter.count();
        }
        length = offset;
        for (String part : List.of("values", "average", "moment1", "moment2")) {
            flat.put(part, newFlat());
        }
    }

    /** Allocates a store for the layout of {@code parameters} and draws first values from the seed. */
    public static ParameterStore create(Parameters parameters, long seed, Device device) {
        Torch.load();
        ParameterStore store = new ParameterStore(parameters.all(), device);
        try (Scope scope = Scope.withoutGradient()) {
            for (Parameter parameter : store.layout) {
                Range range = store.range(parameter.name());
                float[] first = new float[Math.toIntExact(range.length())];
                Initializer initializer = parameter.initializer();
                RandomStream stream = RandomStream.of(seed, "initialize " + parameter.name(), 0);
                for (int i = 0; i < first.length; i++) {
                    first[i] = (float) (initializer.mean()
                            + (initializer.deviation() == 0 ? 0 : initializer.deviation() * stream.nextNormal()));
                }
                store.values().narrow(0, range.offset(), range.length()).copy_(Torch.fromFloats(first, first.length));
            }
            store.average().copy_(store.values());
        }
        return store;
    }

    private Tensor newFlat() {
        try (Scope scope = Scope.withoutGradient()) {
            return Scope.keep(device.place(zeros(length)));
        }
    }

    /** A zeroed flat tensor in the store's layout, such as a replica's gradient; the caller owns it. */
    public Tensor newGradient() {
        return newFlat();
    }

    /**
     * Gives a copy of the network leaves that share the store's values and accumulate into
     * {@code gradient}. The leaves live until {@link Parameters#close}.
     */
    public void bind(Parameters parameters, Tensor gradient) {
        bind(parameters, values(), gradient);
    }

    /** Gives a copy of the network leaves without gradients over {@code source}, such as the average. */
    public void bindFrozen(Parameters parameters, Tensor source) {
        requireSameLayout(parameters);
        for (Parameter parameter : parameters.all()) {
            try (Scope scope = Scope.open()) {
                parameter.bind(Scope.keep(view(source, parameter).detach()));
            }
        }
    }

    /**
     * Gives a copy of the network weights of its own, without gradients, from row-major arrays by name. Layers that
     * an earlier version's file lacks get zeros.
     *
     * @throws IllegalArgumentException naming the first parameter that is missing or of another shape
     */
    public static void load(Parameters parameters, Map<String, SafeTensors.Entry> entries, Device device) {
        Torch.load();
        for (Parameter parameter : parameters.all()) {
            SafeTensors.Entry entry = entries.get(parameter.name());
            if (entry == null && parameter.later()) {
                entry = new SafeTensors.Entry(parameter.shape(), new float[Math.toIntExact(parameter.count())]);
            }
            if (entry == null || !Arrays.equals(entry.shape(), parameter.shape())) {
                throw new IllegalArgumentException(parameter.name() + " has shape "
                        + (entry == null ? "none (it is missing)" : Arrays.toString(entry.shape()))
                        + ", expected " + Arrays.toString(parameter.shape()));
            }
            try (Scope scope = Scope.withoutGradient()) {
                Tensor loaded = device.place(Torch.fromFloats(entry.values(), entry.shape()));
                boolean image = entry.shape().length == 4;
                parameter.bind(Scope.keep(
                        image
                                ? loaded.contiguous(org.bytedeco.pytorch.global.torch.MemoryFormat.ChannelsLast)
                                : loaded));
            }
        }
    }

    /**
     * A flat array from a file, in the layout of today.
     *
     * @param stored [P] as this version writes it, or shorter by all layers that an earlier version had not
     * @return [P] the array itself, or a longer one with zeros for those layers
     * @throws IllegalArgumentException with both lengths, where it is neither
     */
    public float[] inLayout(float[] stored) {
        if (stored.length == length) {
            return stored;
        }
        long earlier = layout.stream()
                .filter(parameter -> !parameter.later())
                .mapToLong(Parameter::count)
                .sum();
        if (stored.length != earlier) {
            throw new IllegalArgumentException(stored.length + " weights, expected " + length);
        }
        float[] all = new float[Math.toIntExact(length)];
        int from = 0;
        for (Parameter parameter : layout) {
            if (!parameter.later()) {
                Range range = range(parameter.name());
                int count = Math.toIntExact(range.length());
                System.arraycopy(stored, from, all, Math.toIntExact(range.offset()), count);
                from += count;
            }
        }
        return all;
    }

    /**
     * Row-major arrays by name from a flat tensor in this layout, for files.
     *
     * @param source such as {@link #average()}
     * @param wanted groups to include
     */
    public Map<String, SafeTensors.Entry> export(Tensor source, List<String> wanted) {
        Map<String, SafeTensors.Entry> entries = new LinkedHashMap<>();
        for (Parameter parameter : layout) {
            if (wanted.contains(parameter.group())) {
                try (Scope scope = Scope.withoutGradient()) {
                    float[] values = Torch.toFloats(view(source, parameter));
                    entries.put(parameter.name(), new SafeTensors.Entry(parameter.shape(), values));
                }
            }
        }
        return entries;
    }

    private void bind(Parameters parameters, Tensor source, Tensor gradient) {
        requireSameLayout(parameters);
        for (Parameter parameter : parameters.all()) {
            try (Scope scope = Scope.open()) {
                // Data without the flat tensor's version counter: an update of one group must not
                // invalidate graphs that only use another.
                Tensor leaf = view(source, parameter).variable_data();
                leaf.requires_grad_(true);
                leaf.mutable_grad().put(view(gradient, parameter));
                parameter.bind(Scope.keep(leaf));
            }
        }
    }

    private Tensor view(Tensor source, Parameter parameter) {
        Range range = range(parameter.name());
        Tensor part = source.narrow(0, range.offset(), range.length());
        long[] shape = parameter.shape();
        if (shape.length == 4) {
            return part.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);
        }
        return part.view(shape);
    }

    private void requireSameLayout(Parameters parameters) {
        List<String> own = layout.stream().map(ParameterStore::describe).toList();
        List<String> other =
                parameters.all().stream().map(ParameterStore::describe).toList();
        if (!own.equals(other)) {
            List<String> difference = new ArrayList<>(other);
            difference.removeAll(own);
            throw new IllegalArgumentException("the network's parameters differ from the store's: "
                    + (difference.isEmpty() ? "parameters are missing" : difference.get(0)));
        }
    }

    private static String describe(Parameter parameter) {
        return parameter.name() + Arrays.toString(parameter.shape());
    }

    /** Where a parameter lies. */
    public Range range(String name) {
        Range range = ranges.get(name);
        if (range == null) {
            throw new IllegalArgumentException("no parameter is named " + name);
        }
        return range;
    }

    /** Where a group lies. */
    public Range group(String name) {
        Range range = groups.get(name);
        if (range == null) {
            throw new IllegalArgumentException("no group is named " + name + "; there are " + groups.keySet());
        }
        return range;
    }

    /** The groups in their order. */
    public List<String> groups() {
        return List.copyOf(groups.keySet());
    }

    /** The parameters in their order. */
    public List<Parameter> layout() {
        return layout;
    }

    /** Number of values of the whole network. */
    public long length() {
        return length;
    }

    /** The weights [P] float32. */
    public Tensor values() {
        return part("values");
    }

    /** Moving average of the weights [P] float32. */
    public Tensor average() {
        return part("average");
    }

    /** Adam's first moment [P] float32. */
    public Tensor moment1() {
        return part("moment1");
    }

    /** Adam's second moment [P] float32. */
    public Tensor moment2() {
        return part("moment2");
    }

    /** The flat tensors by name, as a checkpoint stores them. */
    public Map<String, Tensor> parts() {
        return Collections.unmodifiableMap(flat);
    }

    private Tensor part(String name) {
        Tensor tensor = flat.get(name);
        if (tensor == null) {
            throw new IllegalStateException("the store is closed");
        }
        return tensor;
    }

    @Override
    public void close() {
        flat.values().forEach(Scope::free);
        flat.clear();
    }
}
