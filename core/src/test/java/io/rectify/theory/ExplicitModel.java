package io.rectify.theory;

import io.rectify.Reference;
import io.rectify.linalg.DoubleMatrix;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Rows of known correlations, N×N Gram matrix and all, and the linear model by Gauss-Jordan elimination: no eigenvalues and
 * no blocks. Rows stand class after class.
 */
final class ExplicitModel {
    private final int classes;
    private final int[] truth;
    private final double[][] gram;

    private ExplicitModel(int classes, int[] truth, double[][] gram) {
        this.classes = classes;
        this.truth = truth;
        this.gram = gram;
    }

    static ExplicitModel of(int[] counts, double[] self, double[][] correlations) {
        int[] truth = IntStream.range(0, counts.length)
                .flatMap(k -> IntStream.generate(() -> k).limit(counts[k]))
                .toArray();
        double[][] gram = new double[truth.length][truth.length];
        for (int i = 0; i < truth.length; i++) {
            for (int j = 0; j < truth.length; j++) {
                gram[i][j] = i == j ? self[truth[i]] : correlations[truth[i]][truth[j]];
            }
        }
        return new ExplicitModel(counts.length, truth, gram);
    }

    /** Any Gram matrix of classes of one size. */
    static ExplicitModel of(double[][] gram, int classes) {
        int[] truth = IntStream.range(0, gram.length)
                .map(i -> i / (gram.length / classes))
                .toArray();
        return new ExplicitModel(classes, truth, gram);
    }

    static ExplicitModel threeLevel(int classes, int perClass, int m, double c, double d, double e) {
        int[] counts = new int[classes];
        Arrays.fill(counts, perClass);
        return of(counts, Reference.ones(classes), correlations(superclasses(classes, m), c, d, e));
    }

    static int[] superclasses(int classes, int m) {
        return IntStream.range(0, classes).map(k -> k / m).toArray();
    }

    static double[][] correlations(int[] superclasses, double c, double d, double e) {
        int classes = superclasses.length;
        double[][] correlations = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            for (int l = 0; l < classes; l++) {
                correlations[k][l] = k == l ? c : superclasses[k] == superclasses[l] ? d : e;
            }
        }
        return correlations;
    }

    double[][] gram() {
        return gram;
    }

    int[] truth() {
        return truth;
    }

    /** A given label for every row, so many of each as counted for its true class. */
    int[] given(int[][] labelCounts) {
        return Arrays.stream(labelCounts)
                .flatMapToInt(row -> IntStream.range(0, classes)
                        .flatMap(j -> IntStream.generate(() -> j).limit(row[j])))
                .toArray();
    }

    double[][] oneHot(int[] given) {
        double[][] targets = new double[given.length][classes];
        for (int i = 0; i < given.length; i++) {
            targets[i][given[i]] = 1;
        }
        return targets;
    }

    /** (G + μI)⁻¹G. */
    double[][] filter(double mu) {
        int n = gram.length;
        double[][] a = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(gram[i], 0, a[i], 0, n);
            System.arraycopy(gram[i], 0, a[i], n, n);
            a[i][i] += mu;
        }
        for (int c = 0; c < n; c++) {
            double pivot = a[c][c];
            for (int j = c; j < 2 * n; j++) {
                a[c][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = a[i][c];
                for (int j = c; i != c && factor != 0 && j < 2 * n; j++) {
                    a[i][j] -= factor * a[c][j];
                }
            }
        }
        return Arrays.stream(a).map(row -> Arrays.copyOfRange(row, n, 2 * n)).toArray(double[][]::new);
    }

    /** P − 1/K of steps 1 … t, by one student after the other. */
    double[][][] steps(double[][] targets, double mu, int steps) {
        double[][] filter = filter(mu);
        double[][][] outputs = new double[steps][][];
        double[][] current = Arrays.stream(targets)
                .map(row -> Arrays.stream(row).map(v -> v - 1.0 / classes).toArray())
                .toArray(double[][]::new);
        for (int t = 0; t < steps; t++) {
            current = Reference.multiply(filter, current);
            outputs[t] = current;
        }
        return outputs;
    }

    /** P of step t. */
    double[][] outputs(double[][] targets, double mu, int step) {
        return Arrays.stream(steps(targets, mu, step)[step - 1])
                .map(row -> Arrays.stream(row).map(v -> v + 1.0 / classes).toArray())
                .toArray(double[][]::new);
    }

    /** For every row by how much the true class's output exceeds the largest other. */
    double[] leads(double[][] outputs) {
        double[] leads = new double[truth.length];
        for (int i = 0; i < leads.length; i++) {
            double other = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < classes; j++) {
                other = j == truth[i] ? other : Math.max(other, outputs[i][j]);
            }
            leads[i] = outputs[i][truth[i]] - other;
        }
        return leads;
    }

    /** Share of rows of each class that lead by more than so much; 1 for classes without rows. */
    double[] accuracies(double[][] outputs, double tie) {
        double[] leads = leads(outputs);
        double[] right = new double[classes];
        double[] rows = new double[classes];
        for (int i = 0; i < leads.length; i++) {
            rows[truth[i]]++;
            right[truth[i]] += leads[i] > tie ? 1 : 0;
        }
        for (int k = 0; k < classes; k++) {
            right[k] = rows[k] == 0 ? 1 : right[k] / rows[k];
        }
        return right;
    }

    /** Whether some row's lead is too small for its sign to be certain and too large to be a tie. */
    boolean isDoubtful(double[][] outputs, double scale) {
        return Arrays.stream(leads(outputs))
                .map(lead -> Math.abs(lead) / scale)
                .anyMatch(lead -> lead > 1e-14 && lead < 1e-9);
    }

    /** The largest of the outputs by absolute value. */
    static double scale(double[][] outputs) {
        return Arrays.stream(outputs)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    /** C of counted labels; rows of classes without rows are clean. */
    static double[][] corruption(int[][] labelCounts) {
        double[][] c = new double[labelCounts.length][labelCounts.length];
        for (int k = 0; k < c.length; k++) {
            int rows = Arrays.stream(labelCounts[k]).sum();
            for (int j = 0; j < c.length; j++) {
                c[k][j] = rows == 0 ? (j == k ? 1 : 0) : (double) labelCounts[k][j] / rows;
            }
        }
        return c;
    }

    /** In every class so many rows labelled as each other class of the superclass as stated for the superclass. */
    static int[][] insideSuperclasses(int[] superclasses, int perClass, int[] wrong) {
        int classes = superclasses.length;
        int[][] counts = new int[classes][classes];
        for (int k = 0; k < classes; k++) {
            counts[k][k] = perClass;
            for (int j = 0; j < classes; j++) {
                if (j != k && superclasses[j] == superclasses[k]) {
                    counts[k][j] = wrong[superclasses[k]];
                    counts[k][k] -= wrong[superclasses[k]];
                }
            }
        }
        return counts;
    }

    /** Labels drawn with a preference for the true class. */
    static int[][] anyLabels(int[] counts, double clean, Random random) {
        int classes = counts.length;
        int[][] labels = new int[classes][classes];
        for (int k = 0; k < classes; k++) {
            int favourite = random.nextInt(classes);
            for (int i = 0; i < counts[k]; i++) {
                double u = random.nextDouble();
                labels[k][u < clean ? k : u < clean + (1 - clean) / 3 ? favourite : random.nextInt(classes)]++;
            }
        }
        return labels;
    }

    static DoubleMatrix matrix(double[][] rows) {
        return DoubleMatrix.of(
                Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), rows.length, rows[0].length);
    }

    static double[][] rows(DoubleMatrix matrix) {
        return IntStream.range(0, matrix.rows()).mapToObj(matrix::row).toArray(double[][]::new);
    }

    static double largestDifference(double[][] a, double[][] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                double difference = Math.abs(a[i][j] - b[i][j]);
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            }
        }
        return largest;
    }
}
