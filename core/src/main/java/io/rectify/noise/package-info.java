/** Label corruption with a known transition matrix, or by the features. */
@NullMarked
package io.rectify.noise;

import org.jspecify.annotations.NullMarked;
