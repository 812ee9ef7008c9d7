package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearisationBoundTest {
    private static final int STEPS = 4;

    /**
     * One row x = 1 of the first of two classes, μ = 1: G = s₁ = 1, ν = 2·1/2 = 1. Step 1: L − 1/2 = ½·(½, −½) = (¼, −¼), logits (½, −½),
     * softmax 1/(1 + e⁻¹) = .731059, so R = (−.018941, .018941), ‖R‖ = .026787. Step 2: L − 1/2 = (⅛, −⅛), logits (¼, −¼), softmax .622459, R =
     * (−.002541, .002541), ‖R‖ = .003593; error ≤ ½·.026787 + .003593 = .016987, logits ≤ 2·(.026787 + .003593) = .060760.
     */
    @Test
    void byHand() {
        try (Matrix features = Matrix.of(new float[][] {{1}})) {
            SpectralProbe probe = SpectralProbe.fit(
                    GramSpectrum.of(features, 1), features, new Targets.OneHot(Labels.of(new int[] {0}, 2)), 1);

            List<LinearisationBound> bounds = LinearisationBound.of(probe, features, 1, 2, 1);

            assertThat(bounds.get(0).remainder()).isCloseTo(0.026787, within(1e-6));
            assertThat(bounds.get(0).error()).isCloseTo(0.026787, within(1e-6));
            assertThat(bounds.get(0).logits()).isCloseTo(2 * 0.026787, within(2e-6));
            assertThat(bounds.get(1).remainder()).isCloseTo(0.003593, within(1e-6));
            assertThat(bounds.get(1).error()).isCloseTo(0.016987, within(1e-6));
            assertThat(bounds.get(1).logits()).isCloseTo(0.060760, within(2e-6));
        }
    }

    /** The softmax chain, solved by Newton's method, stays within: outputs of all rows together, and the logits of each. */
    @ParameterizedTest
    @CsvSource({"3, 0.1", "3, 1", "3, 10", "3, 100", "3, 1000", "6, 0.1", "6, 1", "6, 10", "6, 100", "6, 1000"})
    void theSoftmaxChainStaysWithin(int classes, double mu) {
        ThreeLevelModel model = ThreeLevelModel.balanced(classes, 12, classes, 0.4, 0.1, 0.1);
        for (long seed = 1; seed <= 8; seed++) {
            try (Simulation simulation = Simulation.of(model, 0.05, seed, 1);
                    DoubleMatrix labels = Simulation.matrix(
                            new Targets.OneHot(new Corruption.Symmetric(0.1 * seed).apply(simulation.truth(), seed)))) {
                DoubleMatrix outputs = labels;
                LinearisationBound bound = LinearisationBound.LABELS;
                for (int t = 1; t <= STEPS; t++) {
                    SoftmaxFixedPoint.Result solved = SoftmaxFixedPoint.solve(
                            simulation.gram(),
                            outputs,
                            mu,
                            Optional.empty(),
                            new SoftmaxFixedPoint.Options(1e-12, 200, 1));
                    assertThat(solved.residual()).isLessThan(1e-9);
                    outputs = solved.outputs();
                    try (DoubleMatrix linear = simulation.linear(labels, new SpectralFilter(mu, t), 1);
                            DoubleMatrix remainder = LinearisationBound.remainder(linear);
                            DoubleMatrix error = difference(outputs, linear)) {
                        bound = bound.next(
                                simulation.seminorm(remainder, 1),
                                mu,
                                classes,
                                simulation.eigenvalues()[0]);
                        assertThat(simulation.seminorm(error, 1)).isLessThanOrEqualTo(bound.error() * (1 + 1e-6));
                        assertThat(largestOfLogits(outputs, linear)).isLessThanOrEqualTo(bound.logits() * (1 + 1e-6));
                        if (t == 1 && mu == 1000) {
                            assertThat(simulation.seminorm(error, 1)).isGreaterThan(0.9 * bound.error());
                        }
                    }
                }
            }
        }
    }

    private static DoubleMatrix difference(DoubleMatrix a, DoubleMatrix b) {
        double[] values = a.toArray();
        double[] others = b.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] -= others[i];
        }
        return DoubleMatrix.of(values, a.rows(), a.columns());
    }

    /** Over rows, between ln P, centred, and K·(L − 1/K). */
    private static double largestOfLogits(DoubleMatrix softmax, DoubleMatrix linear) {
        double largest = 0;
        for (int i = 0; i < softmax.rows(); i++) {
            double[] p = softmax.row(i);
            double[] l = linear.row(i);
            double mean = 0;
            for (double value : p) {
                mean += Math.log(value) / p.length;
            }
            double squares = 0;
            for (int k = 0; k < p.length; k++) {
                double distance = Math.log(p[k]) - mean - p.length * l[k] + 1;
                squares += distance * distance;
            }
            largest = Math.max(largest, Math.sqrt(squares));
        }
        return largest;
    }

    /** From features the same as from the Gram matrix, in plain double loops. */
    @Test
    void remaindersOfFeaturesAreThoseOfTheirGramMatrix() {
        SplittableRandom random = new SplittableRandom(3);
        int n = 40;
        int d = 5;
        int k = 3;
        float[][] rows = new float[n][d];
        int[] classes = new int[n];
        for (int i = 0; i < n; i++) {
            classes[i] = random.nextInt(k);
            for (int j = 0; j < d; j++) {
                rows[i][j] = (float) (random.nextGaussian() + (j == classes[i] ? 1 : 0));
            }
        }
        double mu = 7;
        try (Matrix features = Matrix.of(rows)) {
            SpectralProbe probe = SpectralProbe.fit(
                    GramSpectrum.of(features, 1), features, new Targets.OneHot(Labels.of(classes, k)), 1);

            List<LinearisationBound> bounds = LinearisationBound.of(probe, features, mu, STEPS, 2);

            for (int t = 1; t <= STEPS; t++) {
                try (Matrix outputs = probe.outputs(features, new SpectralFilter(mu, t), 1)) {
                    double[][] remainder = new double[n][k];
                    for (int i = 0; i < n; i++) {
                        double sum = 0;
                        for (int c = 0; c < k; c++) {
                            sum += Math.exp(k * outputs.get(i, c));
                        }
                        for (int c = 0; c < k; c++) {
                            remainder[i][c] = Math.exp(k * outputs.get(i, c)) / sum - outputs.get(i, c);
                        }
                    }
                    double trace = 0;
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            double inner = 0;
                            for (int f = 0; f < d; f++) {
                                inner += (double) rows[i][f] * rows[j][f];
                            }
                            for (int c = 0; c < k; c++) {
                                trace += remainder[i][c] * inner * remainder[j][c];
                            }
                        }
                    }
                    assertThat(bounds.get(t - 1).remainder())
                            .isCloseTo(Math.sqrt(trace), within(1e-4 * Math.sqrt(trace)));
                }
            }
        }
    }
}
