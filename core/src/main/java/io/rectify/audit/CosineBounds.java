package io.rectify.audit;

import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.RowNorms;
import io.rectify.spectral.GramSpectrum;
import java.util.stream.IntStream;

/**
 * Pairs of rows whose cosine is large, found without the products of most pairs. With orthonormal axes Q (D×m) a row x of norm 1 is
 * Qz + e with z = Qᵀx, and e at right angles to Q has norm r = √(1 − ‖z‖²), so that x·y = z·z′ + e·e′ ≤ z·z′ + r·r′ (Cauchy–Schwarz): a
 * product of m + 1 columns bounds one of D from above, and only pairs whose bound is large enough are multiplied out. The answer is that
 * of all products. Q are the first principal axes of a few rows, as many as leave few pairs among others; where none do, the rows stand
 * for themselves.
 *
 * <p>Measured at a cosine of .98 on sentence embeddings and on variances 1/j, centred: 32 axes leave 1 pair in 6,000, most of which are such pairs.
 */
final class CosineBounds implements AutoCloseable {
    /** Rows by which axes are found, and as many by which their number is chosen. */
    private static final int MOST_DRAWN = 256;

    private static final int[] AXES = {32, 64, 128};

    /** Of fewer rows all products take no longer than finding axes. */
    private static final int FEWEST = 4096;

    /** Share of pairs that may be multiplied out in vain: a hundred times as dear, each, as a pair of a matrix product. */
    private static final double MOST_IN_VAIN = 1e-3;

    /** Added to r², so that rounding in float32 leaves a bound a bound. */
    private static final double ROUNDING = 1e-5;

    private static final int BAND = 512;

    /** D×m; m is 0 where rows stand for themselves. */
    private final Matrix axes;

    private final float least;

    private CosineBounds(Matrix axes, double least) {
        this.axes = axes;
        this.least = (float) (least - ROUNDING);
    }

    /**
     * Axes by which few pairs are left, found among a few of the rows.
     *
     * @param rows of any norm
     * @param least cosine that is asked about
     */
    static CosineBounds of(RowBlocks rows, double least) {
        return of(rows, least, FEWEST);
    }

    /** @param fewest rows of which axes are sought, at least 4 */
    static CosineBounds of(RowBlocks rows, double least, int fewest) {
        CosineBounds themselves = new CosineBounds(Matrix.zeros(rows.columns(), 0), least);
        if (rows.rows() < fewest || rows.columns() <= 2 * AXES[0]) {
            return themselves;
        }
        int[][] drawn = drawn(rows.rows());
        try (Matrix fitted = rows.selectRows(drawn[0]);
                Matrix unit = themselves.place(fitted);
                Matrix others = rows.selectRows(drawn[1]);
                Matrix unitOthers = themselves.place(others)) {
            long n = drawn[1].length;
            double most = themselves.pairs(unitOthers) + MOST_IN_VAIN * n * (n - 1) / 2;
            GramSpectrum spectrum = GramSpectrum.of(unit, 1);
            for (int count : AXES) {
                int m = Math.min(count, spectrum.rank());
                if (m > 0 && 2 * m <= rows.columns()) {
                    CosineBounds bounds = new CosineBounds(first(spectrum.vectors(), m), least);
                    try (Matrix placed = bounds.place(others)) {
                        if (bounds.pairs(placed) <= most) {
                            return bounds;
                        }
                    }
                    bounds.close();
                }
            }
        }
        return themselves;
    }

    /** Rows by which axes are found, and others by which their number is chosen: the former lie closer to them. */
    private static int[][] drawn(int n) {
        int each = Math.min(MOST_DRAWN, n / 2);
        return IntStream.range(0, 2)
                .mapToObj(part -> IntStream.range(0, each)
                        .map(i -> (int) ((2L * i + part) * n / (2L * each)))
                        .toArray())
                .toArray(int[][]::new);
    }

    private static Matrix first(DoubleMatrix vectors, int count) {
        Matrix first = Matrix.zeros(vectors.rows(), count);
        float[] row = new float[count];
        for (int i = 0; i < vectors.rows(); i++) {
            double[] all = vectors.row(i);
            for (int j = 0; j < count; j++) {
                row[j] = (float) all[j];
            }
            first.setRows(i, 1, row);
        }
        return first;
    }

    /** How many pairs of these rows may be as close as is asked. */
    private long pairs(Matrix placed) {
        long[] count = {0};
        TiledProducts.forEach(placed, placed, placed.rows(), (i, start, end, most) -> {
            for (int j = start; j < Math.min(end, i); j++) {
                count[0] += most[j - start] >= least ? 1 : 0;
            }
        });
        return count[0];
    }

    /** The bound from which a pair must be multiplied out. */
    float least() {
        return least;
    }

    private int columns() {
        return axes.columns() == 0 ? axes.rows() : axes.columns() + 1;
    }

    /** The rows z, r of rows x/‖x‖, whose inner products bound cosines from above; zeros for rows of zeros. To be closed by the caller. */
    Matrix place(RowBlocks rows, int threads) {
        Matrix placed = Matrix.zeros(rows.rows(), columns());
        Parallel.forEachBand(rows.rows(), BAND, threads, (from, to) -> {
            try (Matrix block = rows.rowBlock(from, to);
                    Matrix places = place(block)) {
                float[] values = new float[(to - from) * columns()];
                places.getRows(0, to - from, values);
                placed.setRows(from, to - from, values);
            }
        });
        return placed;
    }

    private Matrix place(Matrix rows) {
        double[] squares = RowNorms.squared(rows, 1);
        int m = axes.columns();
        Matrix placed = Matrix.zeros(rows.rows(), columns());
        try (Matrix products = Matrix.zeros(rows.rows(), m)) {
            Blas.multiply(1, rows, axes, 0, products, 1);
            float[] z = new float[columns()];
            for (int i = 0; i < squares.length; i++) {
                if (squares[i] == 0) {
                    continue;
                }
                (m == 0 ? rows : products).getRows(i, 1, z);
                double scale = 1 / Math.sqrt(squares[i]);
                double rest = 1 + ROUNDING;
                for (int j = 0; j < (m == 0 ? z.length : m); j++) {
                    z[j] *= (float) scale;
                    rest -= (double) z[j] * z[j];
                }
                if (m > 0) {
                    z[m] = (float) Math.sqrt(Math.max(0, rest));
                }
                placed.setRows(i, 1, z);
            }
        }
        return placed;
    }

    @Override
    public void close() {
        axes.close();
    }
}
