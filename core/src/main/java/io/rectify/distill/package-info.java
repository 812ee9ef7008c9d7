/**
 * Self-distillation: refinements of a teacher's outputs into a student's targets, and the loop that runs them. Begin with {@link
 * io.rectify.distill.Distillation}, which is that loop, and {@link io.rectify.distill.Refinement}; {@link io.rectify.distill.Method}
 * has the names that users choose by.
 */
@NullMarked
package io.rectify.distill;

import org.jspecify.annotations.NullMarked;
