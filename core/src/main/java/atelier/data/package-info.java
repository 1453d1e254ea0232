/**
 * From files to uint8 pictures: sources, decoding, the packed form, splits by content hash, and the one
 * conversion between uint8 and float.
 *
 * <p>The way of the data: {@link atelier.data.Datasets} turns a path or a name into a source of pictures; every
 * picture is decoded, brought to one square size and appended to a packed file in the cache folder; {@link
 * atelier.data.PackedImages} maps that file into memory; {@link atelier.data.ImageDataset} is its division into
 * training, validation and test pictures; {@link atelier.data.Pixels} makes tensors of them.
 */
@NullMarked
package atelier.data;

import org.jspecify.annotations.NullMarked;
