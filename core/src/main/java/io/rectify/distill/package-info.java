/** Refinements of a teacher's outputs into a student's targets, and the loop that runs them. */
@NullMarked
package io.rectify.distill;

import org.jspecify.annotations.NullMarked;
