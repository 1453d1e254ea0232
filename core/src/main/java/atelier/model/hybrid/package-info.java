/**
 * Models of both families, one paper a file.
 */
@NullMarked
package atelier.model.hybrid;

import org.jspecify.annotations.NullMarked;
