/** Dense float32 matrices off the heap, native BLAS and LAPACK, softmax kernels and L-BFGS. */
@NullMarked
package io.rectify.linalg;

import org.jspecify.annotations.NullMarked;
