package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Temperature;
import io.rectify.noise.Corruption;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import org.junit.jupiter.api.Test;

class StatedAccuracyTest {
    private static final int SEEDS = 20;

    private record Found(StatedAccuracy stated, NoiseEvidence.Verdict verdict, double right, double confidence) {}

    /** @param spread of the clouds: 1.5 lets classes overlap */
    private static Found found(double rate, int seed, double spread) {
        Dataset clean = Samples.clouds(1500, 5, 8, spread, seed);
        Dataset data = clean.withGiven(new Corruption.Symmetric(rate).apply(clean.given(), seed));
        SoftmaxProbe.Options probe =
                SoftmaxProbe.Options.DEFAULTS.withThreads(2).withTolerance(0.01);
        Recipe recipe = Recipe.of(Method.HARDEN).withKappa(5);
        OutOfSample outputs = OutOfSample.crossFitted(
                data, recipe, Groups.ofSingleRows(1500), 5, 1, probe, FitLog.NONE, OutOfSample.Monitor.SILENT);
        try (Prepared prepared = Prepared.of(data, Preprocessing.Scheme.CENTRE_NORMALISE, 2)) {
            Audit audit = Audit.of(
                    prepared,
                    GramSpectrum.of(prepared.features(), 2),
                    outputs,
                    Groups.ofSingleRows(1500),
                    Audit.Options.DEFAULTS
                            .withAnomalies(false)
                            .withNeighbours(0)
                            .withThreads(2));
            StatedAccuracy stated = StatedAccuracy.of(outputs, data.given(), audit, 2);
            double right = clean.given()
                    .agreement(Labels.of(
                            outputs.probabilities().argmax(), clean.given().names()));
            double sum = 0;
            try (Probabilities scaled = new Temperature(stated.inverseTemperature())
                    .apply(outputs.probabilities().logarithms(-60, 2), 2)) {
                for (int i = 0; i < 1500; i++) {
                    float[] row = scaled.matrix().row(i);
                    sum += row[Probabilities.argmax(row)];
                }
            }
            return new Found(stated, audit.evidence().verdict(), right, sum / 1500);
        }
    }

    /** 95 % intervals hold in at least 18 of 20 data sets of three rates each. */
    @Test
    void intervalsHoldWhereMistakesDependOnTheClassAlone() {
        for (double rate : new double[] {0.1, 0.3, 0.5}) {
            int held = 0;
            int told = 0;
            for (int seed = 1; seed <= SEEDS; seed++) {
                Found found = found(rate, seed, 1.0);
                if (Double.isNaN(found.stated().estimate())) {
                    assertThat(found.stated().low()).isZero();
                    assertThat(found.stated().high()).isEqualTo(1);
                    assertThat(found.stated().toString()).contains("cannot be told");
                    continue;
                }
                told++;
                held += found.stated().low() <= found.right()
                                && found.right() <= found.stated().high()
                        ? 1
                        : 0;
                assertThat(found.confidence()).isCloseTo(found.stated().estimate(), within(1e-3));
            }
            assertThat(told).as("told at " + rate).isGreaterThanOrEqualTo(SEEDS / 2);
            assertThat(held).as("held at " + rate).isGreaterThanOrEqualTo(told - 2);
        }
    }
}
