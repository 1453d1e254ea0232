package atelier.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.jspecify.annotations.Nullable;

/**
 * Owns every native object made on this thread while it is the innermost open scope, and frees them
 * all when it closes. Scopes nest; a tensor that must outlive its scope is {@linkplain #keep kept}
 * or made outside it.
 */
public final class Scope implements AutoCloseable {
    static {
        JavaCppSettings.apply();
    }

    private final PointerScope pointers;
    private final @Nullable AutoGradMode mode;

    private Scope(@Nullable Boolean gradient) {
        pointers = new PointerScope();
        mode = gradient == null ? null : new AutoGradMode(gradient);
    }

    /** Opens a scope in which operators record gradients as the surrounding code decides. */
    public static Scope open() {
        return new Scope(null);
    }

    /** Opens a scope in which no gradients are recorded. */
    public static Scope withoutGradient() {
        return new Scope(false);
    }

    /** Opens a scope in which operators record gradients even inside one without. */
    public static Scope withGradient() {
        return new Scope(true);
    }

    /**
     * Takes an object out of the innermost scope: from now on the caller owns it and must close it.
     *
     * @return the same object
     */
    public static <P extends Pointer> P keep(P pointer) {
        PointerScope scope = PointerScope.getInnerScope();
        if (scope != null) {
            // Detaching gives back the scope's reference, and the last one frees the object.
            pointer.retainReference();
            scope.detach(pointer);
        }
        return pointer;
    }

    /**
     * Gives an object that was {@linkplain #keep kept} to the innermost scope of this thread.
     *
     * @return the same object
     */
    public static <P extends Pointer> P adopt(P pointer) {
        PointerScope scope = PointerScope.getInnerScope();
        if (scope == null) {
            throw new IllegalStateException("no scope is open on this thread");
        }
        scope.attach(pointer);
        // Attaching added the scope's own reference to the one that keep() had left.
        pointer.releaseReference();
        return pointer;
    }

    /** Frees what {@link #keep} had taken out. */
    public static void free(@Nullable Pointer pointer) {
        if (pointer != null && !pointer.isNull()) {
            pointer.close();
        }
    }

    @Override
    public void close() {
        if (mode != null) {
            mode.close();
        }
        pointers.close();
    }
}
