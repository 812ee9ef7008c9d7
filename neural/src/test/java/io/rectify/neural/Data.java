package io.rectify.neural;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Random;

/** Seeded data for the tests. */
final class Data {
    private Data() {}

    /** Normal values. */
    static Matrix gaussian(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return Matrix.of(values);
    }

    /** Overlapping clouds around random centres. */
    static Dataset clouds(int rows, int classes, int columns, double distance, long seed) {
        Random random = new Random(seed);
        double[][] centres = new double[classes][columns];
        for (double[] centre : centres) {
            for (int j = 0; j < columns; j++) {
                centre[j] = distance * random.nextGaussian();
            }
        }
        float[][] values = new float[rows][columns];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = i % classes;
            for (int j = 0; j < columns; j++) {
                values[i][j] = (float) (centres[labels[i]][j] + random.nextGaussian());
            }
        }
        return Dataset.of(Matrix.of(values), Labels.of(labels, classes));
    }
}
