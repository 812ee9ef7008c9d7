/**
 * Which given labels are wrong, what they should be, and why: from outputs that never saw the label they judge. Begin with
 * {@link io.rectify.audit.OutOfSample}, which is such outputs, then {@link io.rectify.audit.NoiseTransition} and {@link
 * io.rectify.audit.LabelIssues}; {@link io.rectify.audit.Audit} is all of it. Where a person
 * checked some rows, {@link io.rectify.audit.ReviewSample} drew them, {@link io.rectify.audit.Reviewed} is the answers, {@link
 * io.rectify.audit.ReviewedEstimates} what they prove and {@link io.rectify.audit.Recalibration} what they teach.
 */
@NullMarked
package io.rectify.audit;

import org.jspecify.annotations.NullMarked;
