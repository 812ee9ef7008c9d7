package io.rectify.spectral;

import io.rectify.data.Preprocessing;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rows on the plane in which they differ most: xᵢ = (rᵢ − r̄)·v₁ and yᵢ = (rᵢ − r̄)·v₂, with the first two eigenvectors v of the covariance of
 * features, each turned so that its largest entry by size is positive (Pearson 1901). Of more than {@value #MOST} rows the plane is that
 * of every m-th, m the least with which no more are left; all are projected. The result is the same for any number of threads. Immutable.
 */
public final class PrincipalPlane {
    /** Rows by which the plane is found. */
    public static final int MOST = 50_000;

    private static final int BAND = 4096;

    private final float[] x;
    private final float[] y;
    private final double explained;

    private PrincipalPlane(float[] x, float[] y, double explained) {
        this.x = x;
        this.y = y;
        this.explained = explained;
    }

    /**
     * @param features N×D, as they come; left open
     * @throws IllegalArgumentException if there is no row or no feature, or a feature is not finite
     */
    public static PrincipalPlane of(RowBlocks features, int threads) {
        return of(features, MOST, threads);
    }

    /** @param most rows by which the plane is found */
    static PrincipalPlane of(RowBlocks features, int most, int threads) {
        int n = features.rows();
        int step = 1 + Math.max(0, n - 1) / most;
        int[] drawn =
                IntStream.range(0, (n + step - 1) / step).map(i -> i * step).toArray();
        try (Matrix some = features.selectRows(drawn);
                Matrix centred = Preprocessing.fit(some, Preprocessing.Scheme.CENTRE, threads)
                        .apply(some, threads)) {
            GramSpectrum spectrum = GramSpectrum.of(centred, threads);
            double[] values = spectrum.values();
            double all = Arrays.stream(values).sum();
            double plane = Arrays.stream(values).limit(2).sum();
            try (DoubleMatrix axes = axes(spectrum)) {
                float[][] xy = project(features, axes, threads);
                return new PrincipalPlane(xy[0], xy[1], all > 0 ? plane / all : 0);
            }
        }
    }

    /** v₁ and v₂ as columns; 0 where rows do not differ in so many directions. */
    private static DoubleMatrix axes(GramSpectrum spectrum) {
        double[] axes = new double[2 * spectrum.features()];
        for (int j = 0; j < Math.min(2, spectrum.rank()); j++) {
            double largest = 0;
            for (int i = 0; i < spectrum.features(); i++) {
                double entry = spectrum.vectors().row(i)[j];
                axes[2 * i + j] = entry;
                largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
            }
            for (int i = 0; i < spectrum.features() && largest < 0; i++) {
                axes[2 * i + j] = -axes[2 * i + j];
            }
        }
        return DoubleMatrix.of(axes, spectrum.features(), 2);
    }

    private static float[][] project(RowBlocks features, DoubleMatrix axes, int threads) {
        double[][] xy = new double[2][features.rows()];
        Parallel.forEachBand(features.rows(), BAND, threads, (from, to) -> {
            try (Matrix block = features.rowBlock(from, to);
                    DoubleMatrix coordinates = GramSpectrum.coordinates(block, axes)) {
                double[] pairs = coordinates.toArray();
                for (int i = from; i < to; i++) {
                    xy[0][i] = pairs[2 * (i - from)];
                    xy[1][i] = pairs[2 * (i - from) + 1];
                }
            }
        });
        return new float[][] {lessMean(xy[0]), lessMean(xy[1])};
    }

    private static float[] lessMean(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        float[] less = new float[values.length];
        for (int i = 0; i < less.length; i++) {
            less[i] = (float) (values[i] - mean);
        }
        return less;
    }

    /** Coordinates of the N rows in the direction in which they differ most. */
    public float[] x() {
        return x.clone();
    }

    /** Coordinates in the direction at right angles to it in which they differ most; 0 if there is none. */
    public float[] y() {
        return y.clone();
    }

    /** Share of the variance of features that is in the plane, in [0, 1]; 0 if all rows are equal. */
    public double explained() {
        return explained;
    }
}
