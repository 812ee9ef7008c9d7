/** The softmax linear probe, its losses and its fitted model. */
@NullMarked
package io.rectify.probe;

import org.jspecify.annotations.NullMarked;
