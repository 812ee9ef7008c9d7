/**
 * Hostile files for every reader; never shipped. {@link io.rectify.fuzz.HostileInput} is {@code bench/run fuzz}, {@link
 * io.rectify.fuzz.HostileFuzzTarget} what {@code fuzz/jazzer} guides by coverage.
 */
@NullMarked
package io.rectify.fuzz;

import org.jspecify.annotations.NullMarked;
