package io.rectify.audit;

import io.rectify.data.ClassShares;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
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
    private static final int BAND = 1 << 20;

    /**
     * Fits β.
     *
     * @param adjusted N×K out-of-sample outputs
     * @param counts rows of each class among all given labels, of which these may be a sample
     */
    public static RestoredShares fit(Probabilities adjusted, Labels given, double[] counts, int threads) {
        float[] logShares = ClassShares.logarithms(counts);
        return new RestoredShares(
                SomeRows.temperature(adjusted, logShares, given, threads).inverse(), logShares);
    }

    static RestoredShares of(Probabilities adjusted, Labels given, int threads) {
        double[] counts = Arrays.stream(given.counts()).asDoubleStream().toArray();
        return fit(adjusted, given, counts, threads);
    }

    /** Outputs get shares in their own memory. */
    void applyInPlace(Probabilities adjusted, int threads) {
        TemperedRows shared = new TemperedRows(adjusted, inverseTemperature, logShares);
        Matrix outputs = adjusted.matrix();
        Parallel.forEachBand(outputs.rows(), Math.max(1, BAND / outputs.columns()), threads, (from, to) -> {
            float[] values = new float[(to - from) * outputs.columns()];
            try (Matrix block = shared.rowBlock(from, to)) {
                block.getRows(0, to - from, values);
            }
            outputs.setRows(from, to - from, values);
        });
    }

    /** The outputs that these came from, to rounding: softmax((log q − log π)/β). */
    RowBlocks undone(Probabilities restored) {
        float[] offsets = new float[logShares.length];
        for (int k = 0; k < offsets.length; k++) {
            offsets[k] = (float) (-logShares[k] / inverseTemperature);
        }
        return new TemperedRows(restored, 1 / inverseTemperature, offsets);
    }

    /** The outputs with shares, a new matrix. */
    public Probabilities apply(Probabilities adjusted, int threads) {
        try (Matrix logs = adjusted.logarithms(NoiseTransition.LEAST_LOG, threads)) {
            return new Temperature(inverseTemperature).apply(logs, logShares, threads);
        }
    }
}
