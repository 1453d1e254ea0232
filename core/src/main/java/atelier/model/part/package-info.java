/**
 * What models share: encoders, decoders, discriminators, samplers of latents.
 */
@NullMarked
package atelier.model.part;

import org.jspecify.annotations.NullMarked;
