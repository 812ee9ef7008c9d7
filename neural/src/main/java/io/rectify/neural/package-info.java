/** Neural networks fitted to the targets and losses that probes are fitted to, on PyTorch by DJL. */
@NullMarked
package io.rectify.neural;

import org.jspecify.annotations.NullMarked;
