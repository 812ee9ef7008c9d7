/**
 * A run as one HTML file that opens without a network: {@link io.rectify.report.ReportModel} says what is in it,
 * {@link io.rectify.report.HtmlReport} writes it.
 *
 * <p>The model is plain numbers and texts. All texts are data: whatever characters they hold, they are shown, never
 * interpreted. Shares and probabilities are between 0 and 1; the page shows them in per cent.
 */
@NullMarked
package io.rectify.report;

import org.jspecify.annotations.NullMarked;
