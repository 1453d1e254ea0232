/**
 * What a feature network is worth: whether its distance rises with damage, ranks generators as another network does, and
 * finds the classes of real pictures; docs/evaluation.md has the results.
 */
@NullMarked
package atelier.bench.features;

import org.jspecify.annotations.NullMarked;
