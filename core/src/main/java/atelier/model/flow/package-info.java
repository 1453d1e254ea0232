/**
 * Flow matching, one paper a file: the outside reference beside VAEs and GANs.
 */
@NullMarked
package atelier.model.flow;

import org.jspecify.annotations.NullMarked;
