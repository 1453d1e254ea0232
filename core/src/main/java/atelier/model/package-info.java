/**
 * What a model is to the rest of the house, and the catalogue of models.
 */
@NullMarked
package atelier.model;

import org.jspecify.annotations.NullMarked;
