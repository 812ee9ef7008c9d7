/**
 * Smoothing: what labels are softened to without a teacher. Begin with {@link io.rectify.smooth.LabelSmoothing}; {@link
 * io.rectify.smooth.DirichletPrior} is the prior that unites it with self-distillation.
 */
@NullMarked
package io.rectify.smooth;

import org.jspecify.annotations.NullMarked;
