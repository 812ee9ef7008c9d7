package io.rectify.metrics;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.linalg.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * How far confidence can be believed, before and after scaling by a {@link Temperature}, in 20 bins of equal width.
 *
 * @param rows the curves rest on: all, or 100,000 drawn at random, each class in proportion
 * @param before outputs as they are
 * @param after outputs after scaling
 */
public record TemperatureScaling(int rows, Curve before, Curve after) {
    private static final int BINS = 20;
    private static final long SEED = 1;
    private static final float LEAST_LOG = (float) Math.log(Float.MIN_NORMAL);

    /** Enough rows for a curve; more would only take memory. */
    private static final int MOST_ROWS = 100_000;

    /** Outputs of so many rows and classes, and of no fewer rows than a curve needs. */
    private static final int MOST_NUMBERS = 1 << 26;

    private static final int LEAST_ROWS = 10_000;

    /**
     * One set of outputs.
     *
     * @param expectedError see {@link Calibration#expectedError}
     * @param bins those that have rows, by ascending confidence
     */
    public record Curve(double expectedError, List<Calibration.Bin> bins) {
        private static Curve of(Probabilities outputs, Labels labels) {
            Calibration.Binning binning = Calibration.Binning.EQUAL_WIDTH;
            List<Calibration.Bin> bins = Calibration.reliability(outputs, labels, BINS, binning).stream()
                    .filter(bin -> bin.rows() > 0)
                    .toList();
            return new Curve(Calibration.expectedError(outputs, labels, BINS, binning), bins);
        }
    }

    /** By one temperature, fitted to all rows: for outputs that have not seen the labels they are compared with. */
    public static TemperatureScaling ofOutOfSample(Probabilities outputs, Labels given, int threads) {
        int most = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, MOST_NUMBERS / given.classCount()));
        if (given.size() <= most) {
            return fitted(outputs, given, threads);
        }
        int[] drawn =
                Split.stratified(given, most / (double) given.size(), SEED).test();
        try (Probabilities some = Probabilities.of(outputs.blocks().selectRows(drawn))) {
            return fitted(some, given.select(drawn), threads);
        }
    }

    private static TemperatureScaling fitted(Probabilities before, Labels given, int threads) {
        try (Matrix logs = before.logarithms(LEAST_LOG, threads);
                Probabilities after = Temperature.fit(logs, given, threads).apply(logs, threads)) {
            return new TemperatureScaling(given.size(), Curve.of(before, given), Curve.of(after, given));
        }
    }

    /** Each half of the rows by the temperature that suits the other half; none where there are no two halves. */
    public static Optional<TemperatureScaling> byHalves(Probabilities outputs, Labels truth, int threads) {
        if (truth.size() < 2) {
            return Optional.empty();
        }
        try (Matrix scaled = Matrix.zeros(outputs.rows(), outputs.classes());
                Matrix logs = outputs.logarithms(LEAST_LOG, threads)) {
            for (Split halves : Split.folds(truth, 2, SEED)) {
                scale(logs, truth, halves, scaled, threads);
            }
            return Optional.of(new TemperatureScaling(
                    truth.size(), Curve.of(outputs, truth), Curve.of(Probabilities.of(scaled), truth)));
        }
    }

    private static void scale(Matrix logs, Labels truth, Split halves, Matrix scaled, int threads) {
        try (Matrix fitted = logs.selectRows(halves.train());
                Matrix other = logs.selectRows(halves.test());
                Probabilities outputs = Temperature.fit(fitted, truth.select(halves.train()), threads)
                        .apply(other, threads)) {
            int[] rows = halves.test();
            for (int i = 0; i < rows.length; i++) {
                scaled.setRows(rows[i], 1, outputs.matrix().row(i));
            }
        }
    }
}
