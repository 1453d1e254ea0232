/**
 * What goes wrong in training, and how it shows: one kind of trouble a file, each a function of what the run's log holds.
 */
@NullMarked
package atelier.experiment.diagnosis;

import org.jspecify.annotations.NullMarked;
