/**
 * The report as one HTML file, written from the files of a finished comparison.
 */
@NullMarked
package atelier.report;

import org.jspecify.annotations.NullMarked;
