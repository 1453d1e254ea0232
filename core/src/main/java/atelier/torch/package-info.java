/**
 * The only package that touches native lifetime: scopes, devices, precision, random streams, the flat\n * parameter store and safetensors files.
 */
@NullMarked
package atelier.torch;

import org.jspecify.annotations.NullMarked;
