/** Self-distillation in closed form: label averaging governed by the eigenvectors of the Gram matrix. */
@NullMarked
package io.rectify.spectral;

import org.jspecify.annotations.NullMarked;
