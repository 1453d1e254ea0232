/**
 * The search for settings: trials drawn at random, and a budget that goes to those that do well.
 */
@NullMarked
package atelier.experiment.tuning;

import org.jspecify.annotations.NullMarked;
