/** Label corruption with a known transition matrix. */
@NullMarked
package io.rectify.noise;

import org.jspecify.annotations.NullMarked;
