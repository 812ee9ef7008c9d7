/** Choosing how to train from noisy labels alone. */
@NullMarked
package io.rectify.select;

import org.jspecify.annotations.NullMarked;
