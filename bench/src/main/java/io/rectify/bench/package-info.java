/** Benchmarks and experiments; never shipped. */
@NullMarked
package io.rectify.bench;

import org.jspecify.annotations.NullMarked;
