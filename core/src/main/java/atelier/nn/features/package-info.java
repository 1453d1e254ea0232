/**
 * Feature networks: pictures in, one feature vector per picture out.
 */
@NullMarked
package atelier.nn.features;

import org.jspecify.annotations.NullMarked;
