/** What this machine can do at best, and how near Atelier comes to it. */
@NullMarked
package atelier.bench;

import org.jspecify.annotations.NullMarked;
