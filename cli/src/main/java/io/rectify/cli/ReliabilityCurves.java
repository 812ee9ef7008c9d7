package io.rectify.cli;

import io.rectify.audit.OutOfSample;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Calibration;
import io.rectify.metrics.Temperature;
import io.rectify.report.Reliability;
import java.util.List;
import java.util.Optional;

/** Confidence beside agreement with labels, before and after temperature scaling. */
final class ReliabilityCurves {
    private static final int BINS = 20;
    private static final long SEED = 1;
    private static final float LEAST_LOG = (float) Math.log(Float.MIN_NORMAL);

    /** Enough rows for a curve; more would only take memory. */
    private static final int MOST_ROWS = 100_000;

    private ReliabilityCurves() {}

    /** Of outputs that have not seen the labels they are compared with; one temperature is fitted to all of them. */
    static Reliability ofOutOfSample(OutOfSample outputs, Labels given, int threads) {
        if (given.size() <= MOST_ROWS) {
            return ofOutOfSample(outputs.probabilities(), outputs.origin(), given, threads);
        }
        int[] drawn =
                Split.stratified(given, MOST_ROWS / (double) given.size(), SEED).test();
        try (Probabilities some =
                Probabilities.of(outputs.probabilities().matrix().selectRows(drawn))) {
            String origin = outputs.origin() + ", on " + Wording.count(drawn.length) + " rows drawn at random";
            return ofOutOfSample(some, origin, given.select(drawn), threads);
        }
    }

    private static Reliability ofOutOfSample(Probabilities before, String origin, Labels given, int threads) {
        try (Matrix logs = before.logarithms(LEAST_LOG, threads);
                Probabilities after = Temperature.fit(logs, given, threads).apply(logs, threads)) {
            return new Reliability(origin, "given labels", curve(before, given), curve(after, given));
        }
    }

    /**
     * Of outputs on test rows; each half of the rows is scaled by the temperature that suits the other half. None where there
     * are no two halves.
     */
    static Optional<Reliability> ofTest(Probabilities before, Labels truth, int threads) {
        if (truth.size() < 2) {
            return Optional.empty();
        }
        try (Probabilities after = scaledByHalves(before, truth, threads)) {
            return Optional.of(new Reliability(
                    "outputs of the trained model on test rows, each half scaled as suits the other half",
                    "test labels",
                    curve(before, truth),
                    curve(after, truth)));
        }
    }

    private static Probabilities scaledByHalves(Probabilities before, Labels truth, int threads) {
        Matrix scaled = Matrix.zeros(before.rows(), before.classes());
        try (Matrix logs = before.logarithms(LEAST_LOG, threads)) {
            for (Split halves : Split.folds(truth, 2, SEED)) {
                scale(logs, truth, halves, scaled, threads);
            }
        }
        return Probabilities.of(scaled);
    }

    private static void scale(Matrix logs, Labels truth, Split halves, Matrix scaled, int threads) {
        try (Matrix fitted = logs.selectRows(halves.train());
                Matrix other = logs.selectRows(halves.test());
                Probabilities outputs = Temperature.fit(fitted, truth.select(halves.train()), threads)
                        .apply(other, threads)) {
            for (int i = 0; i < halves.test().length; i++) {
                scaled.setRows(halves.test()[i], 1, outputs.matrix().row(i));
            }
        }
    }

    private static Reliability.Curve curve(Probabilities outputs, Labels labels) {
        Calibration.Binning binning = Calibration.Binning.EQUAL_WIDTH;
        List<Reliability.Bin> bins = Calibration.reliability(outputs, labels, BINS, binning).stream()
                .filter(bin -> bin.rows() > 0)
                .map(bin -> new Reliability.Bin(bin.confidence(), bin.accuracy(), bin.rows()))
                .toList();
        return new Reliability.Curve(Calibration.expectedError(outputs, labels, BINS, binning), bins);
    }
}
