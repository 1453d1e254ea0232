/**
 * Whole jobs: train a run, compare models under one budget, evaluate against held-out pictures.
 */
@NullMarked
package atelier.experiment;

import org.jspecify.annotations.NullMarked;
