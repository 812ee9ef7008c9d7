package io.rectify.audit;

import io.rectify.data.Probabilities;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;

/** Outputs at another temperature. */
final class Tempering {
    private static final int TILE = 8192;

    /**
     * Taken off every probability, down to 0: what is so small would soon be less than the least normal float, and the products of matrices of
     * such numbers are a hundred times as slow.
     */
    private static final float NOTHING = 1e-30f;

    private Tempering() {}

    /** softmax(β·log p) of each row: a new matrix, or made whenever it is read where rows times classes are very many. */
    static Probabilities of(Probabilities outputs, double beta, int threads) {
        if ((long) outputs.rows() * outputs.classes() > SomeRows.MOST_NUMBERS) {
            return Probabilities.whenRead(new TemperedRows(outputs, beta));
        }
        Matrix logs = outputs.logarithms(NoiseTransition.LEAST_LOG, threads);
        temper(logs, beta, logs, threads);
        return Probabilities.whenRead(logs);
    }

    /** softmax(β·log p) of each row; the result may take the place of the logarithms. */
    static void temper(Matrix logs, double beta, Matrix result, int threads) {
        int k = logs.columns();
        Parallel.forEachBand(logs.rows(), Math.max(1, TILE / k), threads, (from, to) -> {
            float[] tile = new float[(to - from) * k];
            logs.getRows(from, to - from, tile);
            for (int j = 0; j < tile.length; j++) {
                tile[j] *= (float) beta;
            }
            softmax(tile, to - from, k);
            result.setRows(from, to - from, tile);
        });
    }

    /** softmax of rows in place, without what is next to nothing. */
    static void softmax(float[] tile, int rows, int columns) {
        LogSumExp.softmaxRowsInPlace(tile, rows, columns, new double[rows]);
        for (int j = 0; j < tile.length; j++) {
            tile[j] = Math.max(tile[j] - NOTHING, 0);
        }
    }
}
