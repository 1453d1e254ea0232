/**
 * Hybrids: a variational autoencoder and a discriminator in one model, one paper a file.
 */
@NullMarked
package atelier.model.hybrid;

import org.jspecify.annotations.NullMarked;
