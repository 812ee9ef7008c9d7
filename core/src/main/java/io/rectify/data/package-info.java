/** What goes in and comes out of a probe: labels, targets, probabilities, preprocessing and splits. */
@NullMarked
package io.rectify.data;

import org.jspecify.annotations.NullMarked;
