/**
 * Where results come from and how they stay: errors and exit codes, code version, host, files that survive a power cut.
 */
@NullMarked
package atelier.provenance;

import org.jspecify.annotations.NullMarked;
