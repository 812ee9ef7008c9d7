package io.rectify.spectral;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Small training sets with everything that could go wrong in a decomposition.
 *
 * @param name what is special
 * @param x N×D, float32 values
 * @param labels N
 */
record Problem(String name, double[][] x, Labels labels) {
    static Problem gaussian(int n, int d, int k, long seed) {
        double[][] x = Samples.gaussianRows(n, d, 1 / Math.sqrt(d), seed);
        return new Problem(n + " x " + d + ", " + k + " classes", x, anyLabels(n, k, seed + 1));
    }

    /** Uniformly drawn, whether or not there is a row for each class. */
    static Labels anyLabels(int n, int k, long seed) {
        Random random = new Random(seed);
        int[] labels = new int[n];
        Arrays.setAll(labels, i -> random.nextInt(k));
        return Labels.of(labels, k);
    }

    static Stream<Problem> full() {
        return Stream.of(
                gaussian(30, 5, 3, 1),
                gaussian(12, 25, 4, 3),
                gaussian(20, 20, 2, 5),
                gaussian(41, 7, 2, 7),
                gaussian(9, 3, 12, 9));
    }

    /** Gram matrices that are singular beyond what N and D make them. */
    static Stream<Problem> deficient() {
        double[][] duplicated = Samples.gaussianRows(24, 6, 0.4, 11);
        double[][] wideDuplicated = Samples.gaussianRows(10, 16, 0.25, 13);
        double[][] constantColumns = Samples.gaussianRows(15, 6, 0.4, 15);
        double[][] zeroRows = Samples.gaussianRows(14, 4, 0.5, 17);
        for (int i = 0; i < 12; i++) {
            duplicated[i + 12] = duplicated[i].clone();
        }
        for (int i = 0; i < 5; i++) {
            wideDuplicated[i + 5] = wideDuplicated[i].clone();
        }
        for (double[] row : constantColumns) {
            row[1] = 0;
            row[4] = 0;
        }
        zeroRows[0] = new double[4];
        zeroRows[7] = new double[4];
        double[][] line = Samples.gaussianRows(13, 1, 1, 19);
        double[][] rankOne = new double[13][5];
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 5; j++) {
                rankOne[i][j] = (float) (line[i][0] * (1 << j) / 16);
            }
        }
        return Stream.of(
                new Problem("duplicated rows", duplicated, anyLabels(24, 3, 12)),
                new Problem("duplicated rows, N < D", wideDuplicated, anyLabels(10, 3, 14)),
                new Problem("constant columns", constantColumns, anyLabels(15, 4, 16)),
                new Problem("rows of zeros", zeroRows, anyLabels(14, 3, 18)),
                new Problem("one feature", line, anyLabels(13, 3, 20)),
                new Problem("rank one", rankOne, anyLabels(13, 2, 21)),
                new Problem("one row", Samples.gaussianRows(1, 4, 0.5, 22), anyLabels(1, 3, 23)),
                new Problem("one row of one feature", Samples.gaussianRows(1, 1, 1, 24), anyLabels(1, 2, 25)),
                new Problem("all zero", new double[7][3], anyLabels(7, 3, 26)),
                new Problem("all zero, N < D", new double[3][7], anyLabels(3, 2, 27)));
    }

    static Stream<Problem> all() {
        return Stream.concat(full(), deficient());
    }

    static final List<Double> MUS = List.of(0.05, 0.7, 4.0, 60.0);

    int rows() {
        return x.length;
    }

    int features() {
        return x[0].length;
    }

    double[][] y() {
        return ExplicitChain.oneHot(labels);
    }

    Matrix matrix() {
        return Samples.matrix(x);
    }

    GramSpectrum spectrum(GramSpectrum.Form form) {
        return GramSpectrum.of(matrix(), form, 2);
    }

    SpectralProbe probe(GramSpectrum spectrum) {
        return SpectralProbe.fit(spectrum, matrix(), new Targets.OneHot(labels), 2);
    }

    @Override
    public String toString() {
        return name;
    }
}
