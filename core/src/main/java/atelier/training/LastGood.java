package atelier.training;

import atelier.torch.ParameterStore;
import atelier.torch.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A copy in memory of the last state known to be good, to go back to. */
final class LastGood implements AutoCloseable {
    private final ParameterStore store;
    private final Map<String, Tensor> copies = new LinkedHashMap<>();
    private ControlState control = ControlState.start();

    LastGood(ParameterStore store) {
        this.store = store;
        try (Scope scope = Scope.withoutGradient()) {
            store.parts().forEach((name, tensor) -> copies.put(name, Scope.keep(tensor.clone())));
        }
    }

    /** Remembers the store as it is. */
    void save(ControlState state) {
        control = state;
        copy(store.parts(), copies);
    }

    /** Puts the remembered state into the store and returns its numbers. */
    ControlState restore() {
        copy(copies, store.parts());
        return control;
    }

    private static void copy(Map<String, Tensor> from, Map<String, Tensor> to) {
        try (Scope scope = Scope.withoutGradient()) {
            to.forEach((name, target) -> {
                Tensor source = from.get(name);
                if (source == null) {
                    throw new IllegalStateException("no copy of " + name);
                }
                target.copy_(source);
            });
        }
    }

    @Override
    public void close() {
        copies.values().forEach(Scope::free);
    }
}
