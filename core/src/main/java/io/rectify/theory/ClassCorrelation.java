package io.rectify.theory;

import io.rectify.data.ClassSums;
import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DeepCopy;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Mean inner products of rows between classes, from sums over classes: no N×N matrix is formed. On centred and normalised
 * rows they are correlations.
 *
 * @param counts rows of each of the K classes
 * @param self K values, mean ‖xᵢ‖² of the rows of a class; NaN for a class without rows
 * @param means K×K, mean ⟨xᵢ, xⱼ⟩ over i ≠ j of class k and class l; NaN where there is no pair
 */
public record ClassCorrelation(int[] counts, double[] self, double[][] means) {
    public ClassCorrelation {
        counts = counts.clone();
        self = self.clone();
        means = DeepCopy.of(means);
    }

    @Override
    public int[] counts() {
        return counts.clone();
    }

    @Override
    public double[] self() {
        return self.clone();
    }

    @Override
    public double[][] means() {
        return DeepCopy.of(means);
    }

    /** Computes the means in one pass over the rows. */
    public static ClassCorrelation of(RowBlocks features, Labels labels, int threads) {
        int k = labels.classCount();
        try (ClassSums classes = ClassSums.of(features, labels, threads);
                DoubleMatrix products = DoubleMatrix.zeros(k, k)) {
            Blas.multiply(false, classes.sums(), true, classes.sums(), products, threads);
            int[] counts = classes.counts();
            double[] squares = classes.squares();
            double[][] means = new double[k][];
            for (int a = 0; a < k; a++) {
                means[a] = products.row(a);
                means[a][a] -= squares[a];
                for (int b = 0; b < k; b++) {
                    means[a][b] /= (double) counts[a] * (a == b ? counts[a] - 1 : counts[b]);
                    means[a][b] = Double.isFinite(means[a][b]) ? means[a][b] : Double.NaN;
                }
            }
            double[] self = IntStream.range(0, k)
                    .mapToDouble(a -> squares[a] / counts[a])
                    .toArray();
            return new ClassCorrelation(counts, self, means);
        }
    }

    /** Number of classes, K. */
    public int classes() {
        return counts.length;
    }

    /**
     * One level of correlation.
     *
     * @param mean over the pairs; NaN if there is none
     * @param deviation standard deviation over the pairs
     * @param pairs number of unordered pairs of rows
     */
    public record Level(double mean, double deviation, double pairs) {
        private static Level of(double sum, double squares, double pairs) {
            double mean = sum / pairs;
            return new Level(mean, Math.sqrt(Math.max(0, squares / pairs - mean * mean)), pairs);
        }
    }

    /**
     * The three numbers that the theory needs, and how far pairs of rows scatter about them.
     *
     * @param sameClass c
     * @param sameSuperclass d, of rows of different classes of one superclass
     * @param other e, of rows of different superclasses
     */
    public record Levels(Level sameClass, Level sameSuperclass, Level other) {
        /** The mean over all pairs of rows of different classes. */
        public double betweenClasses() {
            double sum = 0;
            for (Level level : new Level[] {sameSuperclass, other}) {
                sum += level.pairs() > 0 ? level.mean() * level.pairs() : 0;
            }
            return sum / (sameSuperclass.pairs() + other.pairs());
        }
    }

    /**
     * c, d and e over all pairs of rows.
     *
     * @param features the N×D rows that the means are of
     * @param labels their classes
     * @param superclasses index of the superclass of each class
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Levels levels(Matrix features, Labels labels, int[] superclasses, int threads) {
        if (superclasses.length != classes() || labels.classCount() != classes()) {
            throw new IllegalArgumentException("superclasses are given for " + superclasses.length
                    + " classes, labels have " + labels.classCount() + " and correlations " + classes());
        }
        if (features.rows() != labels.size()) {
            throw new IllegalArgumentException(
                    "features has " + features.rows() + " rows but labels has " + labels.size());
        }
        double[] sums = new double[3];
        double[] pairs = new double[3];
        for (int a = 0; a < classes(); a++) {
            for (int b = 0; b <= a; b++) {
                double count = a == b ? counts[a] * (counts[a] - 1.0) / 2 : (double) counts[a] * counts[b];
                if (count > 0) {
                    int level = a == b ? 0 : superclasses[a] == superclasses[b] ? 1 : 2;
                    sums[level] += means[a][b] * count;
                    pairs[level] += count;
                }
            }
        }
        double[] squares = squares(features, labels, superclasses, threads);
        return new Levels(
                Level.of(sums[0], squares[0], pairs[0]),
                Level.of(sums[1], squares[1], pairs[1]),
                Level.of(sums[2], squares[2], pairs[2]));
    }

    /** Sums of squared inner products over the pairs of each level, by ‖XXᵀ‖² = ‖XᵀX‖² of nested sets of rows. */
    private static double[] squares(Matrix features, Labels labels, int[] superclasses, int threads) {
        double selves = 0;
        for (int i = 0; i < features.rows(); i++) {
            double square = 0;
            for (float value : features.row(i)) {
                square += (double) value * value;
            }
            selves += square * square;
        }
        int[] classOf = labels.toArray();
        int[] superclassOf = Arrays.stream(classOf).map(c -> superclasses[c]).toArray();
        double inClasses = sumOfSquares(features, classOf, threads);
        double inSuperclasses = sumOfSquares(features, superclassOf, threads);
        double all = sumOfSquares(features, new int[classOf.length], threads);
        return new double[] {(inClasses - selves) / 2, (inSuperclasses - inClasses) / 2, (all - inSuperclasses) / 2};
    }

    /** Σ ⟨xᵢ, xⱼ⟩² over all ordered pairs of rows of the same group. */
    private static double sumOfSquares(Matrix features, int[] groups, int threads) {
        double sum = 0;
        for (int group : Arrays.stream(groups).distinct().toArray()) {
            int[] rows = IntStream.range(0, groups.length)
                    .filter(i -> groups[i] == group)
                    .toArray();
            try (Matrix block =
                    rows.length == features.rows() ? features.rowBlock(0, rows.length) : features.selectRows(rows)) {
                sum += squaredNorm(block, threads);
            }
        }
        return sum;
    }

    /** ‖XXᵀ‖² by the smaller of the two products. */
    private static double squaredNorm(Matrix block, int threads) {
        if (block.rows() >= block.columns()) {
            return Arrays.stream(Blas.gram(block, threads)).map(v -> v * v).sum();
        }
        try (DoubleMatrix x = DoubleMatrix.of(block);
                DoubleMatrix products = DoubleMatrix.zeros(block.rows(), block.rows())) {
            Blas.multiply(false, x, true, x, products, threads);
            return Arrays.stream(products.toArray()).map(v -> v * v).sum();
        }
    }
}
