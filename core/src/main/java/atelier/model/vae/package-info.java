/**
 * Variational autoencoders, one paper a file.
 */
@NullMarked
package atelier.model.vae;

import org.jspecify.annotations.NullMarked;
