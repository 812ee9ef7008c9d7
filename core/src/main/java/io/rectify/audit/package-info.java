/**
 * Which given labels are wrong, what they should be, and why: from outputs that never saw the label they judge. Begin with
 * {@link io.rectify.audit.OutOfSample}, which is such outputs, then {@link io.rectify.audit.NoiseTransition} and {@link
 * io.rectify.audit.LabelIssues}; {@link io.rectify.audit.Audit} is all of it.
 */
@NullMarked
package io.rectify.audit;

import org.jspecify.annotations.NullMarked;
