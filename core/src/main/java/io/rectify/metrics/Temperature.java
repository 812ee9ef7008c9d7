package io.rectify.metrics;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import java.util.concurrent.atomic.DoubleAccumulator;

/**
 * Temperature scaling: probabilities softmax(β·s) of scores s, where the inverse temperature β = 1/T minimises the log
 * loss of given labels. The scores should be out of sample; then the probabilities are calibrated for the given labels.
 *
 * <p>Source: Guo, Pleiss, Sun &amp; Weinberger, ICML 2017, arXiv 1706.04599.
 *
 * <p>Where scores separate the labels perfectly the log loss has no minimum; β then stops at 10⁴ over the widest range of
 * scores in a row. Useless scores give β = 0.
 *
 * @param inverse β = 1/T, at least 0
 */
public record Temperature(double inverse) {
    private static final int TILE_ROWS = 256;
    private static final int ITERATIONS = 200;

    /** Where β·(range of scores in a row) stops. */
    private static final double SHARPEST = 1e4;

    private static final int HALVINGS = 80;
    private static final double PRECISION = 1e-6;

    /** @throws IllegalArgumentException if β is negative or not finite */
    public Temperature {
        if (!(inverse >= 0) || Double.isInfinite(inverse)) {
            throw new IllegalArgumentException("inverse temperature must be a number of at least 0 but is " + inverse);
        }
    }

    /**
     * Fits β to scores by Newton's method on the log loss, which is convex in β.
     *
     * @param scores N×K
     * @throws IllegalArgumentException if the shapes differ or there is no row
     * @throws ArithmeticException if a score is not finite
     */
    public static Temperature fit(Matrix scores, Labels labels, int threads) {
        return fit(scores, new float[scores.columns()], labels, threads);
    }

    /**
     * The same for probabilities softmax(β·s + o).
     *
     * @param offsets o, K values, the same for every row
     * @throws IllegalArgumentException as above, or if there are not K offsets
     */
    public static Temperature fit(Matrix scores, float[] offsets, Labels labels, int threads) {
        if (offsets.length != scores.columns()) {
            throw new IllegalArgumentException(
                    offsets.length + " offsets for scores of " + scores.columns() + " classes");
        }
        if (scores.rows() != labels.size() || scores.columns() != labels.classCount()) {
            throw new IllegalArgumentException("scores are " + scores.rows() + " x " + scores.columns()
                    + " but labels has " + labels.size() + " rows of " + labels.classCount() + " classes");
        }
        if (labels.size() == 0) {
            throw new IllegalArgumentException("there is no row to fit a temperature to");
        }
        return fit(sums(scores, offsets, labels, threads));
    }

    /** What a fit needs of scores and labels, wherever the rows are. */
    public interface Sums {
        /** The widest range of the scores of a row; infinite if one is not finite. */
        double range();

        /** First and second derivative of the summed log loss by β. */
        double[] slope(double beta);
    }

    /** Sums over rows of this machine: offsets o and labels as in {@link #fit(Matrix, float[], Labels, int)}. */
    public static Sums sums(Matrix scores, float[] offsets, Labels labels, int threads) {
        return new Sums() {
            @Override
            public double range() {
                return Temperature.range(scores, threads);
            }

            @Override
            public double[] slope(double beta) {
                return Temperature.slope(scores, offsets, labels, beta, threads);
            }
        };
    }

    /**
     * Fits β from sums over the rows.
     *
     * @throws ArithmeticException if a score is not finite
     */
    public static Temperature fit(Sums sums) {
        double range = sums.range();
        if (!(range < Double.POSITIVE_INFINITY)) {
            throw new ArithmeticException("scores must be finite");
        }
        double[] atZero = sums.slope(0);
        if (range == 0 || atZero[0] >= 0) {
            return new Temperature(0);
        }
        double most = SHARPEST / range;
        return new Temperature(root(sums, Math.min(most, -atZero[0] / atZero[1]), most));
    }

    /** The zero of the slope in (0, most], by Newton steps from {@code first} kept inside a shrinking bracket. */
    private static double root(Sums sums, double first, double most) {
        double low = 0;
        double high = most;
        double beta = first;
        for (int i = 0; i < ITERATIONS; i++) {
            double[] slope = sums.slope(beta);
            if (slope[0] < 0) {
                low = beta;
            } else {
                high = beta;
            }
            double next = beta - slope[0] / slope[1];
            if (!(next > low && next < high)) {
                next = low == 0 ? high / 2 : Math.sqrt(low * high);
            }
            if (Math.abs(next - beta) <= 1e-6 * beta) {
                return next;
            }
            beta = next;
        }
        return beta;
    }

    /** The widest range of the scores of a row; infinite if one is not finite. */
    private static double range(Matrix scores, int threads) {
        DoubleAccumulator widest = new DoubleAccumulator(Math::max, 0);
        Parallel.forEachBand(scores.rows(), TILE_ROWS, threads, (from, to) -> {
            float[] row = new float[scores.columns()];
            for (int i = from; i < to; i++) {
                scores.getRows(i, 1, row);
                widest.accumulate(range(row));
            }
        });
        return widest.get();
    }

    private static double range(float[] row) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (float value : row) {
            if (!Float.isFinite(value)) {
                return Double.POSITIVE_INFINITY;
            }
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most - least;
    }

    /** β·(s − largest s) + o of a row of scores: its softmax is that of β·s + o, without the rounding of what all have in common. */
    private static void scale(float[] scores, float[] offsets, int at, int k, double beta, float[] logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = at; j < at + k; j++) {
            most = Math.max(most, scores[j]);
        }
        for (int j = at; j < at + k; j++) {
            logits[j] = (float) (beta * (scores[j] - most) + offsets[j - at]);
        }
    }

    /** First and second derivative of the summed log loss by β: Σ (E_p[s] − s_y) and Σ Var_p[s]. */
    private static double[] slope(Matrix scores, float[] offsets, Labels labels, double beta, int threads) {
        double[] total = new double[2];
        Parallel.sumOrdered(scores.rows(), TILE_ROWS, threads, total, () -> new Tile(offsets), (tile, from, to) -> {
            tile.slope(scores, labels, beta, from, to);
        });
        return total;
    }

    private static final class Tile implements Parallel.Partial {
        private final int k;
        private final float[] offsets;
        private final float[] scores;
        private final float[] p;
        private final double[] logSumExp = new double[TILE_ROWS];
        private double first;
        private double second;

        Tile(float[] offsets) {
            this.k = offsets.length;
            this.offsets = offsets;
            this.scores = new float[TILE_ROWS * k];
            this.p = new float[scores.length];
        }

        void slope(Matrix all, Labels labels, double beta, int from, int to) {
            all.getRows(from, to - from, scores);
            for (int i = 0; i < to - from; i++) {
                scale(scores, offsets, i * k, k, beta, p);
            }
            LogSumExp.softmaxRowsInPlace(p, to - from, k, logSumExp);
            first = 0;
            second = 0;
            for (int i = 0; i < to - from; i++) {
                addRow(i * k, labels.get(from + i));
            }
        }

        private void addRow(int at, int label) {
            double mean = 0;
            double square = 0;
            double reference = scores[at + label];
            for (int j = at; j < at + k; j++) {
                double difference = scores[j] - reference;
                mean += p[j] * difference;
                square += p[j] * difference * difference;
            }
            first += mean;
            second += square - mean * mean;
        }

        @Override
        public void addTo(double[] total) {
            total[0] += first;
            total[1] += second;
        }
    }

    /**
     * The β at which the mean confidence, the largest of softmax(β·s) in each row, is as given; the mean confidence rises with β from 1/K
     * to the share of rows with one largest score. Beyond its range β is 0, or 10⁴ over the widest range of scores in a row.
     *
     * @param scores N×K
     * @param confidence such as the share of rows whose largest score is right
     * @throws IllegalArgumentException if there is no row or the confidence is not a share
     * @throws ArithmeticException if a score is not finite
     */
    public static Temperature matching(Matrix scores, double confidence, int threads) {
        if (scores.rows() == 0 || !(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException(
                    "a confidence of " + confidence + " cannot be matched by " + scores.rows() + " rows");
        }
        double range = range(scores, threads);
        if (!(range < Double.POSITIVE_INFINITY)) {
            throw new ArithmeticException("scores must be finite");
        }
        double low = 0;
        double high = range == 0 ? 0 : SHARPEST / range;
        for (int i = 0; i < HALVINGS && high - low > PRECISION * high; i++) {
            double middle = (low + high) / 2;
            if (meanConfidence(scores, middle, threads) < confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Temperature((low + high) / 2);
    }

    private static double meanConfidence(Matrix scores, double beta, int threads) {
        double[] sum = new double[1];
        Parallel.sumOrdered(
                scores.rows(),
                TILE_ROWS,
                threads,
                sum,
                Confidence::new,
                (partial, from, to) -> partial.of(scores, beta, from, to));
        return sum[0] / scores.rows();
    }

    /** Sum of the largest output over a block of rows. */
    private static final class Confidence implements Parallel.Partial {
        private double sum;

        void of(Matrix scores, double beta, int from, int to) {
            sum = 0;
            float[] row = new float[scores.columns()];
            for (int i = from; i < to; i++) {
                scores.getRows(i, 1, row);
                float largest = row[Probabilities.argmax(row)];
                double all = 0;
                for (float score : row) {
                    all += Math.exp(beta * (score - (double) largest));
                }
                sum += 1 / all;
            }
        }

        @Override
        public void addTo(double[] total) {
            total[0] += sum;
        }
    }

    /** softmax(β·s) of each row, a new matrix. */
    public Probabilities apply(Matrix scores, int threads) {
        return apply(scores, new float[scores.columns()], threads);
    }

    /** softmax(β·s + o) of each row, a new matrix. */
    public Probabilities apply(Matrix scores, float[] offsets, int threads) {
        Matrix scaled = Matrix.zeros(scores.rows(), scores.columns());
        Parallel.forEachBand(scores.rows(), TILE_ROWS, threads, (from, to) -> {
            float[] row = new float[scores.columns()];
            for (int i = from; i < to; i++) {
                scores.getRows(i, 1, row);
                scale(row, offsets, 0, row.length, inverse, row);
                scaled.setRows(i, 1, row);
            }
        });
        return Probabilities.ofLogits(scaled, threads);
    }
}
