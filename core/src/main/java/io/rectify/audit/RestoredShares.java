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
 *
 * @param inverseTemperature β
 * @param logShares log π, K values; not copied, to be read only
 */
public record RestoredShares(double inverseTemperature, float[] logShares) {
    /**
     * Fits β.
     *
     * @param adjusted N×K out-of-sample outputs
     * @param counts rows of each class among all given labels, of which these may be a sample
     */
    public static RestoredShares fit(Probabilities adjusted, Labels given, double[] counts, int threads) {
        float[] logShares = ClassShares.logarithms(counts);
        try (Matrix logs = adjusted.logarithms(NoiseTransition.LEAST_LOG, threads)) {
            return new RestoredShares(
                    Temperature.fit(logs, logShares, given, threads).inverse(), logShares);
        }
    }

    static Probabilities of(Probabilities adjusted, Labels given, int threads) {
        double[] counts = Arrays.stream(given.counts()).asDoubleStream().toArray();
        return fit(adjusted, given, counts, threads).apply(adjusted, threads);
    }

    /** The outputs with shares, a new matrix. */
    public Probabilities apply(Probabilities adjusted, int threads) {
        try (Matrix logs = adjusted.logarithms(NoiseTransition.LEAST_LOG, threads)) {
            return new Temperature(inverseTemperature).apply(logs, logShares, threads);
        }
    }
}
