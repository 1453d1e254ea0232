/**
 * One short loop over phases; it knows no family of models. Listeners write logs, grids and checkpoints.
 */
@NullMarked
package atelier.training;

import org.jspecify.annotations.NullMarked;
