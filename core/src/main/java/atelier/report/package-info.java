/**
 * The comparison as a page: {@link atelier.report.Report} reads what a comparison left on disk and writes one
 * self-contained HTML file; {@link atelier.report.VerdictText} says the verdict in plain lines for a terminal. Both take
 * their words from the same bundle, in English or in Simplified Chinese ({@link atelier.report.Language}).
 *
 * <p>The package reads files only: it neither trains nor measures, so a report can be written again at any time. Each
 * section of the page is one class; a new one is one file and one line in {@link atelier.report.Report}.
 */
@NullMarked
package atelier.report;

import org.jspecify.annotations.NullMarked;
