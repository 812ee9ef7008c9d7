package io.rectify.spark;

import io.rectify.linalg.Matrix;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/** Some rows of a partition, as primitive arrays that are read only: what is cached, spilled and computed with at a time. */
final class Block implements Serializable {
    private static final long serialVersionUID = 1;

    /** n·D values, row after row. */
    final float[] features;
    /** Class of each row; of soft labels the most probable. */
    final int[] labels;
    /** n·K values; empty where labels are not soft. */
    final float[] soft;
    /** n weights; empty where each is 1. */
    final float[] weights;

    Block(float[] features, int[] labels, float[] soft, float[] weights) {
        this.features = features;
        this.labels = labels;
        this.soft = soft;
        this.weights = weights;
    }

    /** Number of rows, n. */
    int rows() {
        return labels.length;
    }

    /** Number of features, D. */
    int columns() {
        return features.length / labels.length;
    }

    /** The features as a new matrix. */
    Matrix matrix() {
        return matrix(features, rows());
    }

    /** Values row after row as a new matrix. */
    static Matrix matrix(float[] values, int rows) {
        Matrix matrix = Matrix.zeros(rows, values.length / rows);
        matrix.setRows(0, rows, values);
        return matrix;
    }

    /** The values of a matrix, row after row. */
    static float[] values(Matrix matrix) {
        float[] values = new float[Math.toIntExact(matrix.size())];
        matrix.getRows(0, matrix.rows(), values);
        return values;
    }

    Block withFeatures(float[] others) {
        return new Block(others, labels, soft, weights);
    }

    Block withLabels(int[] others) {
        return new Block(features, others, new float[0], weights);
    }

    /** The named rows. */
    Block select(int[] rows) {
        return new Block(
                selected(features, rows),
                java.util.Arrays.stream(rows).map(row -> labels[row]).toArray(),
                selected(soft, rows),
                selected(weights, rows));
    }

    private float[] selected(float[] values, int[] rows) {
        int width = values.length / labels.length;
        float[] some = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * width, some, i * width, width);
        }
        return some;
    }

    /** A number that equal rows have in common, whatever their partition. */
    static long key(float[] features, int row, int columns, long seed) {
        return XXH64.hashUnsafeBytes(features, Platform.FLOAT_ARRAY_OFFSET + 4L * row * columns, 4 * columns, seed);
    }
}
