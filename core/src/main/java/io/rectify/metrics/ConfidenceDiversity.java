package io.rectify.metrics;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;

/**
 * How much the probability of the label differs from row to row (the idea of Zhang &amp; Sabuncu 2020, whose estimator is not known;
 * this is the standard one). An ideal of label smoothing has none, self-distillation some.
 *
 * @param entropy differential entropy of the probability of the label, in nats, by {@link NearestNeighbourEntropy} with
 *     the first neighbour and a resolution of 2⁻²⁴, that of float32 below 1; at most 0, that of the uniform distribution, but
 *     for the error of estimation
 * @param variance of the same probabilities, with divisor N
 */
public record ConfidenceDiversity(double entropy, double variance) {
    private static final double RESOLUTION = 0x1p-24;

    /**
     * Measures it.
     *
     * @throws IllegalArgumentException if the shapes differ or there are fewer than two rows
     */
    public static ConfidenceDiversity of(Probabilities predicted, Labels labels) {
        Evaluation.checkShapes(predicted, labels);
        double[] confidence = new double[labels.size()];
        double mean = 0;
        for (int i = 0; i < confidence.length; i++) {
            confidence[i] = predicted.get(i, labels.get(i));
            mean += confidence[i] / confidence.length;
        }
        double variance = 0;
        for (double value : confidence) {
            variance += (value - mean) * (value - mean) / confidence.length;
        }
        return new ConfidenceDiversity(NearestNeighbourEntropy.of(confidence, 1, RESOLUTION), variance);
    }
}
