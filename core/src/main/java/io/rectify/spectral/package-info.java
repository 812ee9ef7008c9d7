/**
 * Self-distillation in closed form: label averaging governed by the eigenvectors of the Gram matrix. Begin with {@link
 * io.rectify.spectral.SpectralProbe}, every step and every penalty at once, and the {@link io.rectify.spectral.SpectralFilter} that
 * names them; {@link io.rectify.spectral.LabelAveraging} tells whose labels count.
 */
@NullMarked
package io.rectify.spectral;

import org.jspecify.annotations.NullMarked;
