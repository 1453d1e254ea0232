/**
 * The way in for programs: {@link atelier.Atelier} trains, loads and compares as the command line does. Everything else
 * is in the packages below.
 */
@NullMarked
package atelier;

import org.jspecify.annotations.NullMarked;
