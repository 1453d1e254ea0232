/**
 * The command line: one class a verb, thin over the packages below it.
 */
@NullMarked
package atelier.cli;

import org.jspecify.annotations.NullMarked;
