package atelier.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One named weight of a layer. Its tensor is a view into the flat store and exists once the list it
 * belongs to has been bound.
 */
public final class Parameter {
    private final String name;
    private final String group;
    private final long[] shape;
    private final Initializer initializer;
    private final boolean later;
    private @Nullable Tensor tensor;

    Parameter(String name, String group, long[] shape, Initializer initializer, boolean later) {
        this.name = name;
        this.group = group;
        this.shape = shape.clone();
        this.initializer = initializer;
        this.later = later;
    }

    /** Full name, such as {@code decoder.stage1.first.weight}. */
    public String name() {
        return name;
    }

    /** The group that a phase trains as a whole, such as {@code generator}. */
    public String group() {
        return group;
    }

    /** Logical shape; four-dimensional weights are stored channels-last. */
    public long[] shape() {
        return shape.clone();
    }

    /** Number of values. */
    public long count() {
        long count = 1;
        for (long side : shape) {
            count *= side;
        }
        return count;
    }

    Initializer initializer() {
        return initializer;
    }

    /** Whether files of earlier versions lack it; see {@link Parameters#later}. */
    boolean later() {
        return later;
    }

    void bind(@Nullable Tensor view) {
        Scope.free(tensor);
        tensor = view;
    }

    /** The tensor to compute with: shape {@link #shape()}, float32. */
    public Tensor tensor() {
        Tensor bound = tensor;
        if (bound == null) {
            throw new IllegalStateException(name + " is not bound to a store yet");
        }
        return bound;
    }
}
