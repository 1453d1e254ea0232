/**
 * Generative adversarial networks, one paper a file.
 */
@NullMarked
package atelier.model.gan;

import org.jspecify.annotations.NullMarked;
