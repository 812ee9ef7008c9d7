/**
 * Choosing how to train from noisy labels alone. Begin with {@link io.rectify.select.AutoDistill}, the search; a {@link
 * io.rectify.distill.Recipe} is what it tries, and {@link io.rectify.select.CleanAccuracy} estimates how good its choice is.
 */
@NullMarked
package io.rectify.select;

import org.jspecify.annotations.NullMarked;
