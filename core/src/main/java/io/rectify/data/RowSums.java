package io.rectify.data;

import io.rectify.linalg.Matrix;

/** The check shared by targets and probabilities. */
final class RowSums {
    private RowSums() {}

    static void check(Matrix matrix, boolean nonNegative, double tolerance, String what) {
        float[] row = new float[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.getRows(i, 1, row);
            double sum = 0;
            for (int j = 0; j < row.length; j++) {
                if (nonNegative ? !(row[j] >= 0) : !Float.isFinite(row[j])) {
                    throw new IllegalArgumentException(what + " row " + i + ", column " + j + ": found " + row[j]
                            + ", expected a finite number" + (nonNegative ? " of at least 0" : ""));
                }
                sum += row[j];
            }
            if (!(Math.abs(sum - 1) <= tolerance)) {
                throw new IllegalArgumentException(what + " row " + i + " sums to " + sum + ", expected 1");
            }
        }
    }
}
