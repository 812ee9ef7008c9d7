/**
 * What the Python package calls: {@link io.rectify.python.Training} and {@link io.rectify.python.Auditing} say how, a {@link
 * io.rectify.python.Job} computes in a thread of its own, {@link io.rectify.python.Trained} and {@link io.rectify.python.Audited}
 * hold what came out as arrays. Begin with {@link io.rectify.python.Bridge}.
 */
@NullMarked
package io.rectify.python;

import org.jspecify.annotations.NullMarked;
