/**
 * From files to uint8 pictures: sources, decoding, the packed form, splits by content hash, and the one\n * conversion between uint8 and float.
 */
@NullMarked
package atelier.data;

import org.jspecify.annotations.NullMarked;
