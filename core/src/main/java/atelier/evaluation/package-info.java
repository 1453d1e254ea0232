/**
 * One metric, one file; features are computed once and shared; the verdict is drawn from scores.
 */
@NullMarked
package atelier.evaluation;

import org.jspecify.annotations.NullMarked;
