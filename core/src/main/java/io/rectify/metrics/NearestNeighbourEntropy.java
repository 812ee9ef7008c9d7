package io.rectify.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Differential entropy of a distribution on the line, in nats, from a sample x₁ … x_n, by the nearest-neighbour estimator of
 * Kozachenko &amp; Leonenko (1987),
 *
 * <p>H = ψ(n) − ψ(k) + (1/n) Σ ln(2·εᵢ), εᵢ = distance from xᵢ to its k-th nearest neighbour, ψ = digamma function.
 *
 * <p>Equal values would give −∞. So every value is taken as known within its resolution δ only, and moved by a random part
 * of it, between −δ/2 and δ/2, from a fixed seed in the order of the values (Kraskov, Stögbauer &amp; Grassberger 2004 advise such noise
 * against ties). What is estimated is the entropy of the distribution blurred by δ: n equal values have about ln δ,
 * and values much further apart than δ are not affected.
 */
public final class NearestNeighbourEntropy {
    private static final double STEPS = 0x1p20;

    private NearestNeighbourEntropy() {}

    /**
     * The estimate.
     *
     * @param values n &gt; k numbers, in any order
     * @param neighbour k, at least 1
     * @param resolution δ, at least 2²⁰ times the spacing of float64 numbers as large as the largest value
     * @throws IllegalArgumentException if there are too few values, one is not finite, or k or δ is out of range
     */
    public static double of(double[] values, int neighbour, double resolution) {
        if (neighbour < 1 || values.length <= neighbour) {
            throw new IllegalArgumentException("entropy by neighbour " + neighbour + " needs at least "
                    + (Math.max(1, neighbour) + 1) + " values but there are " + values.length);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double largest = Math.max(Math.abs(sorted[0]), Math.abs(sorted[n - 1]));
        if (!Double.isFinite(largest)) {
            throw new IllegalArgumentException("values must be finite");
        }
        double spacing = Math.ulp(largest);
        if (!(resolution >= STEPS * spacing) || Double.isInfinite(resolution)) {
            throw new IllegalArgumentException("resolution of values up to " + largest + " must be at least "
                    + STEPS * spacing + " but is " + resolution);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < n; i++) {
            sorted[i] += resolution * (random.nextDouble() - 0.5);
        }
        Arrays.sort(sorted);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.log(2 * Math.max(spacing, distance(sorted, i, neighbour)));
        }
        return harmonic(neighbour, n) + sum / n;
    }

    /** ψ(n) − ψ(k). */
    private static double harmonic(int k, int n) {
        double sum = 0;
        for (int m = n - 1; m >= k; m--) {
            sum += 1.0 / m;
        }
        return sum;
    }

    /** The k-th nearest is an end of one of the windows of k+1 neighbours in order that hold the point. */
    private static double distance(double[] sorted, int i, int k) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int from = Math.max(0, i - k); from <= i && from + k < sorted.length; from++) {
            nearest = Math.min(nearest, Math.max(sorted[i] - sorted[from], sorted[from + k] - sorted[i]));
        }
        return nearest;
    }
}
