package io.rectify.audit;

import java.util.Arrays;

/** A noise matrix as {@link Decoys} needs it. */
final class TransitionRows {
    private TransitionRows() {}

    /** Where wrong labels go: rows without their diagonal, which sum to 1; even where there are none. */
    static double[][] offDiagonal(double[][] transitions) {
        double[][] rows = new double[transitions.length][];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = transitions[c].clone();
            rows[c][c] = 0;
            double sum = Arrays.stream(rows[c]).sum();
            for (int j = 0; j < rows.length; j++) {
                rows[c][j] = sum > 0 ? rows[c][j] / sum : j == c ? 0 : 1.0 / (rows.length - 1);
            }
        }
        return rows;
    }

    /** By label, then class. */
    static float[][] byLabel(double[][] transitions) {
        float[][] byLabel = new float[transitions.length][transitions.length];
        for (int c = 0; c < transitions.length; c++) {
            for (int j = 0; j < transitions.length; j++) {
                byLabel[j][c] = (float) transitions[c][j];
            }
        }
        return byLabel;
    }
}
