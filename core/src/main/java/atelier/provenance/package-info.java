/**
 * Where results come from: errors and exit codes, hashes, code version, host, settings as recorded.
 */
@NullMarked
package atelier.provenance;

import org.jspecify.annotations.NullMarked;
