/**
 * Label corruption for experiments, the same for the same seed. Begin with {@link io.rectify.noise.Corruption}, by a known
 * transition matrix; {@link io.rectify.noise.NearestClass} makes one from features; {@link io.rectify.noise.InstanceDependent} and {@link io.rectify.noise.RunnerUp} depend on the features.
 */
@NullMarked
package io.rectify.noise;

import org.jspecify.annotations.NullMarked;
