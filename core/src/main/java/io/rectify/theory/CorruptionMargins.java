package io.rectify.theory;

import java.util.Arrays;

/**
 * How clearly the right class leads in a corruption matrix C (row = true class): what decides whether distillation can mend
 * the labels.
 *
 * @param deltas for each class k, Δ_k = min C_kk − C_kj over the classes j ≠ k with C_kj &gt; 0; infinite if there is none
 * @param leads for each class k, min C_kk − C_kj over all j ≠ k
 */
public record CorruptionMargins(double[] deltas, double[] leads) {
    public CorruptionMargins {
        deltas = deltas.clone();
        leads = leads.clone();
    }

    @Override
    public double[] deltas() {
        return deltas.clone();
    }

    @Override
    public double[] leads() {
        return leads.clone();
    }

    /**
     * @throws IllegalArgumentException if the matrix is not square, an entry is not a probability, or a row does not sum to
     *     1 within 1e-6
     */
    public static CorruptionMargins of(double[][] corruption) {
        new io.rectify.noise.Corruption.Transition(corruption);
        int k = corruption.length;
        double[] deltas = new double[k];
        double[] leads = new double[k];
        Arrays.fill(deltas, Double.POSITIVE_INFINITY);
        Arrays.fill(leads, Double.POSITIVE_INFINITY);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                double margin = corruption[i][i] - corruption[i][j];
                if (j != i) {
                    leads[i] = Math.min(leads[i], margin);
                }
                if (j != i && corruption[i][j] > 0) {
                    deltas[i] = Math.min(deltas[i], margin);
                }
            }
        }
        return new CorruptionMargins(deltas, leads);
    }

    /** Δ, the smallest of all classes. */
    public double delta() {
        return Arrays.stream(deltas).min().orElse(Double.POSITIVE_INFINITY);
    }

    /**
     * Multi-round self-distillation classifies class k right at step t iff Δ_k &gt; 1/((p₂/p₁)ᵗ − 1), for noise that is
     * symmetric inside superclasses.
     *
     * @param ratio p₂/p₁
     */
    public boolean[] multiRound(double ratio, int step) {
        double needed = 1 / (Math.pow(ratio, step) - 1);
        boolean[] right = new boolean[deltas.length];
        for (int k = 0; k < right.length; k++) {
            right[k] = ratio > 1 ? deltas[k] > needed : ratio >= 0 && Double.isInfinite(deltas[k]);
        }
        return right;
    }

    /**
     * Whether the condition of the top-two student holds: C_kk &gt; C_kj for all j ≠ k, in every class. Then every teacher's
     * two largest outputs hold the true class. It is sufficient where the second candidates of a class are spread evenly; rows
     * that share one, as with two classes per superclass or where ties are broken always the same way, can still fail, which
     * {@link BlockModel#topTwoAccuracy} tells.
     */
    public boolean topTwo() {
        return Arrays.stream(leads).allMatch(lead -> lead > 0);
    }
}
