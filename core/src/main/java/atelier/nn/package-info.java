/**
 * Layers as small final classes: a forward pass and named parameters.
 */
@NullMarked
package atelier.nn;

import org.jspecify.annotations.NullMarked;
