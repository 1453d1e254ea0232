/**
 * Generators of codes: an autoencoder with a codebook and a transformer over its codes, one paper a file.
 */
@NullMarked
package atelier.model.token;

import org.jspecify.annotations.NullMarked;
