/**
 * Linear algebra and optimisation: dense float32 matrices off the heap and float64 ones, native BLAS and LAPACK, softmax
 * kernels, L-BFGS, and bands of rows shared out among threads. Begin with {@link io.rectify.linalg.Matrix} and {@link
 * io.rectify.linalg.RowBlocks}, which everything takes; {@link io.rectify.linalg.Blas} is the one class that calls native code.
 */
@NullMarked
package io.rectify.linalg;

import org.jspecify.annotations.NullMarked;
