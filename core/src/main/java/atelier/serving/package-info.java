/**
 * A trained run at work: latents or seeds in, pictures out.
 */
@NullMarked
package atelier.serving;

import org.jspecify.annotations.NullMarked;
