package io.rectify.spectral;

import java.util.ArrayList;
import java.util.List;

/**
 * What t steps of linearised self-distillation do to an eigen-direction of the Gram matrix with eigenvalue s: they
 * multiply it by (s/(s+μ))ᵗ.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, theorem on the closed form of multi-round self-distillation.
 *
 * @param mu μ = K·N·λ = κ, the strength of the penalty
 * @param step t, 1 for the teacher
 */
public record SpectralFilter(double mu, int step) {
    /** @throws IllegalArgumentException if μ is not a positive finite number or t is less than 1 */
    public SpectralFilter {
        if (!(mu > 0) || Double.isInfinite(mu)) {
            throw new IllegalArgumentException("mu must be a positive number but is " + mu);
        }
        if (step < 1) {
            throw new IllegalArgumentException("steps count from 1, the teacher, but the step is " + step);
        }
    }

    /** Every step 1 … steps of every μ: all steps of the first μ, then of the next. */
    public static List<SpectralFilter> grid(double[] mus, int steps) {
        List<SpectralFilter> grid = new ArrayList<>();
        for (double mu : mus) {
            for (int step = 1; step <= steps; step++) {
                grid.add(new SpectralFilter(mu, step));
            }
        }
        return List.copyOf(grid);
    }

    /** The share of an eigen-direction of G that is left in the outputs: (s/(s+μ))ᵗ. */
    public double keep(double s) {
        return Math.pow(s / (s + mu), step);
    }

    /** What the direction's product with XᵀY is multiplied by in the weights: sᵗ⁻¹/(s+μ)ᵗ. */
    public double weight(double s) {
        return Math.pow(s / (s + mu), step - 1) / (s + mu);
    }
}
