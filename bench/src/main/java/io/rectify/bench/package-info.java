/**
 * Measurements, beside the peers where there are any; never shipped. {@link io.rectify.bench.Bench} is {@code bench/run}, the one
 * command for them, for studies and for fuzzing.
 */
@NullMarked
package io.rectify.bench;

import org.jspecify.annotations.NullMarked;
