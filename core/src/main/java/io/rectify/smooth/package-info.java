/** Smoothing: what labels are softened to without a teacher, and the prior that unites it with self-distillation. */
@NullMarked
package io.rectify.smooth;

import org.jspecify.annotations.NullMarked;
