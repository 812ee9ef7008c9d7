/** Figures of merit for predicted probabilities. */
@NullMarked
package io.rectify.metrics;

import org.jspecify.annotations.NullMarked;
