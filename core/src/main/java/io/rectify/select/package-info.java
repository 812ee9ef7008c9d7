/**
 * Choosing how to train from noisy labels alone. Begin with {@link io.rectify.select.AutoDistill}, the search; a {@link
 * io.rectify.distill.Recipe} is what it tries, and a {@link io.rectify.select.Choice} what it found.
 */
@NullMarked
package io.rectify.select;

import org.jspecify.annotations.NullMarked;
