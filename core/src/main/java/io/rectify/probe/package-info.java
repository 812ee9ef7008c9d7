/**
 * The softmax linear probe, its losses and its fitted model. Begin with {@link io.rectify.probe.SoftmaxProbe}, by L-BFGS, and
 * {@link io.rectify.probe.CrossEntropy}; {@link io.rectify.probe.SgdProbe} is for losses that need mini-batches, and {@link
 * io.rectify.probe.Model} is what a program keeps.
 */
@NullMarked
package io.rectify.probe;

import org.jspecify.annotations.NullMarked;
