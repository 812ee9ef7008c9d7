package io.rectify.data;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Locale;

/**
 * What is done to features before the probe sees them, with the statistics of the rows it was fitted to:
 * x ↦ (x − shift)·scale for each feature, and then, for schemes that normalise, division of the row by its Euclidean
 * norm. It travels with the model. A row of norm 0 stays 0; a constant feature is given scale 1 by
 * {@link Scheme#STANDARDISE}, so it becomes 0.
 */
public final class Preprocessing {
    private static final int BAND = 1024;

    /** The choices, fitted by {@link Preprocessing#fit}. */
    public enum Scheme {
        /** Features as they are. */
        RAW(false, false, false),
        /** Subtract each feature's mean. */
        CENTRE(true, false, false),
        /** Divide each row by its norm. */
        NORMALISE(false, false, true),
        /** Subtract the mean, then divide each row by its norm: inner products become correlations. The default. */
        CENTRE_NORMALISE(true, false, true),
        /** Subtract the mean and divide by the standard deviation (with divisor N) of each feature. */
        STANDARDISE(true, true, false);

        private final boolean centres;
        private final boolean scales;
        private final boolean normalises;

        Scheme(boolean centres, boolean scales, boolean normalises) {
            this.centres = centres;
            this.scales = scales;
            this.normalises = normalises;
        }

        /** Whether rows end with norm 1. */
        public boolean normalises() {
            return normalises;
        }

        /** The name as users write it: lower case, with hyphens. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Scheme scheme;
    private final float[] shift;
    private final float[] scale;

    private Preprocessing(Scheme scheme, float[] shift, float[] scale) {
        this.scheme = scheme;
        this.shift = shift;
        this.scale = scale;
    }

    /**
     * Restores a fitted preprocessing from its parts.
     *
     * @param shift what is subtracted from each of the D features
     * @param scale what each of the D differences is multiplied by
     * @throws IllegalArgumentException if the lengths differ or a value is not finite
     */
    public static Preprocessing of(Scheme scheme, float[] shift, float[] scale) {
        if (shift.length != scale.length) {
            throw new IllegalArgumentException("shift has " + shift.length + " values but scale has " + scale.length);
        }
        for (int j = 0; j < shift.length; j++) {
            if (!Float.isFinite(shift[j]) || !Float.isFinite(scale[j])) {
                throw new IllegalArgumentException("preprocessing of feature " + j + " is not finite");
            }
        }
        return new Preprocessing(scheme, shift.clone(), scale.clone());
    }

    /**
     * Computes the statistics the scheme needs, in float64, in two passes.
     *
     * @throws IllegalArgumentException if there are no rows, or a mean or deviation overflows float32
     */
    public static Preprocessing fit(RowBlocks features, Scheme scheme, int threads) {
        return fit(
                scheme,
                features.columns(),
                features.rows(),
                (shift, power) -> columnSums(features, shift, power, threads));
    }

    /** Sums over all rows, wherever they are. */
    @FunctionalInterface
    public interface Sums {
        /** Σᵢ (xᵢⱼ − shiftⱼ)ᵖ for each feature j, p being 1 or 2. */
        double[] of(float[] shift, int power);
    }

    /**
     * The same from sums over the rows, of which a scheme asks none, p = 1, or p = 1 and then p = 2.
     *
     * @param d number of features
     * @param n number of rows
     * @throws IllegalArgumentException as above
     */
    public static Preprocessing fit(Scheme scheme, int d, long n, Sums sums) {
        if (n == 0) {
            throw new IllegalArgumentException("preprocessing needs at least one row of features");
        }
        float[] shift = new float[d];
        float[] scale = new float[d];
        java.util.Arrays.fill(scale, 1);
        if (scheme.centres) {
            double[] mean = sums.of(shift, 1);
            for (int j = 0; j < d; j++) {
                shift[j] = (float) (mean[j] / n);
            }
        }
        if (scheme.scales) {
            double[] squares = sums.of(shift, 2);
            for (int j = 0; j < d; j++) {
                double deviation = Math.sqrt(squares[j] / n);
                scale[j] = deviation > Math.max(Math.abs(shift[j]) * 1e-6, 1 / (double) Float.MAX_VALUE)
                        ? (float) (1 / deviation)
                        : 1;
            }
        }
        return of(scheme, shift, scale);
    }

    /** Σᵢ (xᵢⱼ − shiftⱼ)ᵖ for each feature j, p being 1 or 2, in float64. */
    public static double[] columnSums(RowBlocks features, float[] shift, int power, int threads) {
        int d = features.columns();
        double[] total = new double[d];
        Parallel.sumOrdered(
                features.rows(),
                BAND,
                threads,
                total,
                () -> new ColumnSums(d),
                (sums, from, to) -> sums.of(features, from, to, shift, power));
        return total;
    }

    private static final class ColumnSums implements Parallel.Partial {
        private final float[] row;
        private final double[] sums;

        ColumnSums(int d) {
            row = new float[d];
            sums = new double[d];
        }

        void of(RowBlocks features, int from, int to, float[] shift, int power) {
            java.util.Arrays.fill(sums, 0);
            try (Matrix block = features.rowBlock(from, to)) {
                for (int i = from; i < to; i++) {
                    block.getRows(i - from, 1, row);
                    for (int j = 0; j < sums.length; j++) {
                        double difference = (double) row[j] - shift[j];
                        sums[j] += power == 1 ? difference : difference * difference;
                    }
                }
            }
        }

        @Override
        public void addTo(double[] total) {
            for (int j = 0; j < sums.length; j++) {
                total[j] += sums[j];
            }
        }
    }

    public Scheme scheme() {
        return scheme;
    }

    /** Number of features, D. */
    public int features() {
        return shift.length;
    }

    public float[] shift() {
        return shift.clone();
    }

    public float[] scale() {
        return scale.clone();
    }

    /**
     * A new matrix of preprocessed rows.
     *
     * @throws IllegalArgumentException if the number of features differs from the fitted one
     */
    public Matrix apply(RowBlocks features, int threads) {
        checkColumns(features);
        Matrix result = Matrix.zeros(features.rows(), features.columns());
        Parallel.forEachBand(features.rows(), BAND, threads, (from, to) -> {
            try (Matrix block = features.rowBlock(from, to)) {
                apply(block, result.rowBlock(from, to));
            }
        });
        return result;
    }

    /**
     * Rows that are preprocessed whenever they are read. Closing them leaves the features open.
     *
     * @throws IllegalArgumentException if the number of features differs from the fitted one
     */
    public RowBlocks lazily(RowBlocks features) {
        checkColumns(features);
        return new PreprocessedRows(features, this);
    }

    /**
     * Preprocessed rows to be read many times: a new matrix where the features are in memory, and otherwise as {@link
     * #lazily}.
     *
     * @throws IllegalArgumentException if the number of features differs from the fitted one
     */
    public RowBlocks over(RowBlocks features, int threads) {
        return features instanceof Matrix ? apply(features, threads) : lazily(features);
    }

    private void checkColumns(RowBlocks features) {
        if (features.columns() != shift.length) {
            throw new IllegalArgumentException(
                    "features have " + features.columns() + " columns but the model expects " + shift.length);
        }
    }

    /** By one thread; source and result may be the same. */
    void apply(Matrix source, Matrix result) {
        float[] row = new float[shift.length];
        for (int i = 0; i < source.rows(); i++) {
            source.getRows(i, 1, row);
            applyInPlace(row);
            result.setRows(i, 1, row);
        }
    }

    private void applyInPlace(float[] row) {
        double squares = 0;
        for (int j = 0; j < row.length; j++) {
            row[j] = (row[j] - shift[j]) * scale[j];
            squares += (double) row[j] * row[j];
        }
        if (scheme.normalises && squares > 0) {
            double norm = Math.sqrt(squares);
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (row[j] / norm);
            }
        }
    }
}
