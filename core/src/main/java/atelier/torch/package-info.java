/**
 * The only package that touches native lifetime: scopes, devices, precision, random streams, threads, the flat parameter
 * store and the readers of files of weights.
 */
@NullMarked
package atelier.torch;

import org.jspecify.annotations.NullMarked;
