package io.rectify.audit;

import io.rectify.data.ClassShares;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import java.util.Arrays;

/**
 * Outputs that leave out how common classes are, told how common they are among given labels: softmax(β·log p + log π) with the β that
 * suits given labels best, and their {@link ClassShares} π. What is natural about shares must not be taken for mistakes.
 */
final class RestoredShares {
    private RestoredShares() {}

    static Probabilities of(Probabilities adjusted, Labels given, int threads) {
        float[] logShares = ClassShares.logarithms(
                Arrays.stream(given.counts()).asDoubleStream().toArray());
        try (Matrix logs = adjusted.logarithms(NoiseTransition.LEAST_LOG, threads)) {
            return Temperature.fit(logs, logShares, given, threads).apply(logs, logShares, threads);
        }
    }
}
