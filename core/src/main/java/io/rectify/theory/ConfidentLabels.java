package io.rectify.theory;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralGrid;
import io.rectify.spectral.SpectralProbe;

/** True labels as well as they can be told from given ones. */
public final class ConfidentLabels {
    private static final double[] KAPPAS = {1, 2, 5, 10, 20, 50, 100, 200, 500};
    private static final int STEPS = 4;

    private ConfidentLabels() {}

    /**
     * An estimate of true labels without any: a row keeps its given label unless another class is more probable than it
     * usually is for rows that were given that class. Probabilities are outputs of the linear model with each row's own label
     * left out, at the κ and step that agree best with given labels when rows are left out.
     *
     * <p>Source: the confident joint of Northcutt, Jiang &amp; Chuang 2021, JAIR, arXiv 1911.00068.
     */
    public static Labels estimate(Matrix features, Labels given, int threads) {
        GramSpectrum spectrum = GramSpectrum.of(features, threads);
        return estimate(
                SpectralProbe.fit(spectrum, features, new Targets.OneHot(given), threads), features, given, threads);
    }

    /** The same from a probe already fitted to the given labels. */
    static Labels estimate(SpectralProbe probe, Matrix features, Labels given, int threads) {
        SpectralFilter filter = SpectralGrid.of(probe, features, given, KAPPAS, STEPS, threads)
                .mostAgreement()
                .filter();
        try (Matrix scores = new LabelAveraging(probe.spectrum(), features, filter, threads)
                        .scoresWithoutOwnLabel(probe, given);
                Probabilities outputs = Temperature.fit(scores, given, threads).apply(scores, threads)) {
            return confident(outputs, given);
        }
    }

    private static Labels confident(Probabilities outputs, Labels given) {
        double[] usual = new double[given.classCount()];
        int[] counts = given.counts();
        for (int i = 0; i < given.size(); i++) {
            usual[given.get(i)] += outputs.get(i, given.get(i)) / counts[given.get(i)];
        }
        float[] row = new float[usual.length];
        return given.map(i -> {
            outputs.matrix().getRows(i, 1, row);
            int best = given.get(i);
            double most = 0;
            for (int k = 0; k < row.length; k++) {
                if (counts[k] > 0 && row[k] >= usual[k] && row[k] > most) {
                    most = row[k];
                    best = k;
                }
            }
            return best;
        });
    }
}
