package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;

/**
 * Outputs that leave out how common classes are, told how common they are among given labels: softmax(β·log p + log π) with the β that
 * suits given labels best, and π_k = (n_k + ½)/(N + K/2). What is natural about shares must not be taken for mistakes.
 */
final class RestoredShares {
    private static final double UNSEEN = 0.5;

    private RestoredShares() {}

    static Probabilities of(Probabilities adjusted, Labels given, int threads) {
        int[] counts = given.counts();
        float[] logShares = new float[counts.length];
        for (int k = 0; k < counts.length; k++) {
            logShares[k] = (float) Math.log((counts[k] + UNSEEN) / (given.size() + UNSEEN * counts.length));
        }
        try (Matrix logs = adjusted.logarithms(NoiseTransition.LEAST_LOG, threads)) {
            return Temperature.fit(logs, logShares, given, threads).apply(logs, logShares, threads);
        }
    }
}
