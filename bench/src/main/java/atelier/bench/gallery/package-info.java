/**
 * The gallery: every model trained for the same time, its first samples and its numbers, as docs/gallery.md shows them.
 */
@NullMarked
package atelier.bench.gallery;

import org.jspecify.annotations.NullMarked;
