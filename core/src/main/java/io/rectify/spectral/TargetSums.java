package io.rectify.spectral;

import io.rectify.data.ClassSums;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;

/** What a fit needs to know of its targets Y (N×K): their sums over the features X (N×D) and their size, both less 1/K. */
final class TargetSums {
    private static final int BAND = 1024;

    private TargetSums() {}

    /** (Y − 1/K)ᵀX, K×D, in float64. */
    static DoubleMatrix centred(RowBlocks features, Targets targets, int threads) {
        DoubleMatrix sums = sums(features, targets, threads);
        centre(sums);
        return sums;
    }

    /** ‖Y − 1/K‖². */
    static double centredSquares(Targets targets) {
        int k = targets.classes();
        if (targets instanceof Targets.OneHot) {
            return centredSquares(targets.rows(), k);
        }
        double sum = 0;
        float[] row = new float[k];
        for (int i = 0; i < targets.rows(); i++) {
            targets.getRow(i, row);
            for (float value : row) {
                sum += (value - 1.0 / k) * (value - 1.0 / k);
            }
        }
        return sum;
    }

    /** The same of one-hot targets. */
    static double centredSquares(int rows, int classes) {
        return rows * (1 - 1.0 / classes);
    }

    /** YᵀX, K×D. */
    private static DoubleMatrix sums(RowBlocks features, Targets targets, int threads) {
        if (targets instanceof Targets.OneHot oneHot) {
            return ClassSums.of(features, oneHot.labels(), threads).sums();
        }
        int k = targets.classes();
        int d = features.columns();
        double[] total = new double[Math.multiplyExact(k, d)];
        Parallel.sumOrdered(
                features.rows(),
                BAND,
                threads,
                total,
                () -> new TargetProduct(k, d),
                (product, from, to) -> product.multiply(features, targets, from, to));
        return DoubleMatrix.of(total, k, d);
    }

    /** YᵀX of one band of rows. */
    private static final class TargetProduct implements Parallel.Partial {
        private final DoubleMatrix product;

        TargetProduct(int k, int d) {
            product = DoubleMatrix.zeros(k, d);
        }

        void multiply(RowBlocks features, Targets targets, int from, int to) {
            float[] single = new float[targets.classes()];
            double[] row = new double[targets.classes()];
            try (Matrix block = features.rowBlock(from, to);
                    DoubleMatrix x = DoubleMatrix.of(block);
                    DoubleMatrix y = DoubleMatrix.zeros(to - from, targets.classes())) {
                for (int i = from; i < to; i++) {
                    targets.getRow(i, single);
                    for (int j = 0; j < row.length; j++) {
                        row[j] = single[j];
                    }
                    y.setRows(i - from, 1, row);
                }
                Blas.multiply(true, y, false, x, product, 1);
            }
        }

        @Override
        public void addTo(double[] total) {
            double[] values = product.toArray();
            for (int j = 0; j < values.length; j++) {
                total[j] += values[j];
            }
        }

        @Override
        public void close() {
            product.close();
        }
    }

    /** From YᵀX to (Y − 1/K)ᵀX: subtracts the mean over the classes, since the rows of Y sum to 1. */
    static void centre(DoubleMatrix sums) {
        int k = sums.rows();
        double[] mean = new double[sums.columns()];
        for (int c = 0; c < k; c++) {
            double[] row = sums.row(c);
            for (int j = 0; j < mean.length; j++) {
                mean[j] += row[j] / k;
            }
        }
        for (int c = 0; c < k; c++) {
            double[] row = sums.row(c);
            for (int j = 0; j < mean.length; j++) {
                row[j] -= mean[j];
            }
            sums.setRows(c, 1, row);
        }
    }
}
