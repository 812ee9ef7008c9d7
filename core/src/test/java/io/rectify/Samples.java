package io.rectify;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** Seeded data for the tests. */
public final class Samples {
    private Samples() {}

    /** Independent normal values of the given standard deviation. */
    public static Matrix gaussian(int rows, int columns, double deviation, long seed) {
        return matrix(gaussianRows(rows, columns, deviation, seed), columns);
    }

    public static double[][] gaussianRows(int rows, int columns, double deviation, long seed) {
        Random random = new Random(seed);
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, j -> (float) (deviation * random.nextGaussian()));
        }
        return values;
    }

    /** Values rounded to float32. */
    public static Matrix matrix(double[][] values, int columns) {
        Matrix matrix = Matrix.zeros(values.length, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.setRows(i, 1, floats(values[i]));
        }
        return matrix;
    }

    public static Matrix matrix(double[][] values) {
        return matrix(values, values[0].length);
    }

    public static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    public static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    public static double[][] doubles(RowBlocks rows) {
        Matrix matrix = rows.rowBlock(0, rows.rows());
        double[][] result = new double[matrix.rows()][];
        for (int i = 0; i < result.length; i++) {
            result[i] = doubles(matrix.row(i));
        }
        return result;
    }

    /** Uniformly drawn labels; the first K rows have one row of each class. */
    public static Labels labels(int rows, int classes, long seed) {
        Random random = new Random(seed);
        int[] labels = new int[rows];
        Arrays.setAll(labels, i -> i < classes ? i : random.nextInt(classes));
        return Labels.of(labels, classes);
    }

    /** Rows of positive numbers that sum to 1, without ties. */
    public static Probabilities probabilities(int rows, int classes, long seed) {
        double[][] logits = gaussianRows(rows, classes, 1.5, seed);
        return Probabilities.of(
                matrix(Arrays.stream(logits).map(Reference::softmax).toArray(double[][]::new), classes));
    }

    /** Rows that sum to 1 with entries of either sign: 1.5 times probabilities, minus a half on some class. */
    public static Matrix signedTargets(int rows, int classes, long seed) {
        double[][] targets = doubles(probabilities(rows, classes, seed).matrix());
        Labels labels = labels(rows, classes, seed + 1);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < classes; j++) {
                targets[i][j] *= 1.5;
            }
            targets[i][labels.get(i)] -= 0.5;
        }
        return matrix(targets, classes);
    }

    /** A random order of 0 … n−1. */
    public static int[] permutation(int n, long seed) {
        Random random = new Random(seed);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /**
     * Unit rows whose inner products are exactly c within a class, d within a superclass of m neighbouring classes and e
     * otherwise (section 4 of the design): one axis for all, one for each superclass, class and row.
     */
    public static Matrix correlated(int classes, int perClass, int m, double c, double d, double e) {
        int n = classes * perClass;
        int superclasses = classes / m;
        double[][] x = new double[n][1 + superclasses + classes + n];
        for (int i = 0; i < n; i++) {
            int k = i / perClass;
            x[i][0] = Math.sqrt(e);
            x[i][1 + k / m] = Math.sqrt(d - e);
            x[i][1 + superclasses + k] = Math.sqrt(c - d);
            x[i][1 + superclasses + classes + i] = Math.sqrt(1 - c);
        }
        return matrix(x);
    }

    /** The class of each row of {@link #correlated}. */
    public static Labels blocks(int classes, int perClass) {
        int[] labels = new int[classes * perClass];
        Arrays.setAll(labels, i -> i / perClass);
        return Labels.of(labels, classes);
    }

    /** Normal clouds around one random centre for each class, with the labels as both given and true. */
    public static Dataset clouds(int rows, int classes, int features, double spread, long seed) {
        double[][] centres = gaussianRows(classes, features, 1, seed);
        double[][] x = gaussianRows(rows, features, spread, seed + 1);
        Labels labels = labels(rows, classes, seed + 2);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < features; j++) {
                x[i][j] += centres[labels.get(i)][j];
            }
        }
        return new Dataset(matrix(x), labels, Optional.of(labels), Optional.empty());
    }
}
