/**
 * What goes in and comes out of a probe: labels, targets, probabilities, preprocessing and splits. Begin with {@link
 * io.rectify.data.Dataset}, features with given labels, and {@link io.rectify.data.Probabilities}, what a probe says of them;
 * {@link io.rectify.data.Targets} are what it is fitted to.
 */
@NullMarked
package io.rectify.data;

import org.jspecify.annotations.NullMarked;
