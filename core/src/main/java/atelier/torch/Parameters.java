package atelier.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The list that layers declare their weights in while they are constructed. One list is one copy of
 * a network; {@link ParameterStore} gives it memory. Groups stay contiguous: all parameters of one
 * group are declared before the next group begins.
 */
public final class Parameters implements AutoCloseable {
    private final List<Parameter> all;
    private final Set<String> names;
    private final String prefix;
    private final String group;
    private final boolean later;

    /** An empty list, to which a model's constructor adds. */
    public Parameters() {
        this(new ArrayList<>(), new HashSet<>(), "", "", false);
    }

    private Parameters(List<Parameter> all, Set<String> names, String prefix, String group, boolean later) {
        this.all = all;
        this.names = names;
        this.prefix = prefix;
        this.group = group;
        this.later = later;
    }

    /** The part of this list whose parameters belong to {@code group}; names begin with it. */
    public Parameters group(String name) {
        return new Parameters(all, names, name + ".", name, later);
    }

    /** The part of this list for a layer of that name. */
    public Parameters child(String name) {
        return new Parameters(all, names, prefix + name + ".", group, later);
    }

    /**
     * The part of this list for a layer of that name that networks had not yet when files were written that are still
     * read. There its weights are taken to be zero, with which the network must compute what it did without the layer.
     */
    public Parameters later(String name) {
        return new Parameters(all, names, prefix + name + ".", group, true);
    }

    /** Declares a parameter; unknown groups and repeated names are refused. */
    public Parameter add(String name, Initializer initializer, long... shape) {
        String full = prefix + name;
        if (group.isEmpty()) {
            throw new IllegalStateException(full + " belongs to no group; declare it below group(...)");
        }
        if (!names.add(full)) {
            throw new IllegalStateException("parameter " + full + " is declared twice");
        }
        boolean reopened = !all.isEmpty()
                && !all.get(all.size() - 1).group().equals(group)
                && all.stream().anyMatch(p -> p.group().equals(group));
        if (reopened) {
            throw new IllegalStateException("group " + group + " is not contiguous: " + full + " comes too late");
        }
        Parameter parameter = new Parameter(full, group, shape, initializer, later);
        all.add(parameter);
        return parameter;
    }

    /** All parameters in the order of declaration. */
    public List<Parameter> all() {
        return Collections.unmodifiableList(all);
    }

    /** Frees the views that a store gave; the store itself is not touched. */
    @Override
    public void close() {
        all.forEach(parameter -> parameter.bind(null));
    }
}
