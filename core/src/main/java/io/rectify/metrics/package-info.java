/**
 * Figures of merit for predicted probabilities and for rankings. Begin with {@link io.rectify.metrics.Evaluation}; {@link
 * io.rectify.metrics.Calibration} and {@link io.rectify.metrics.Temperature} ask whether probabilities can be believed.
 */
@NullMarked
package io.rectify.metrics;

import org.jspecify.annotations.NullMarked;
