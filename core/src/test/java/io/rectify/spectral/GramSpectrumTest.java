package io.rectify.spectral;

import static io.rectify.spectral.Close.isClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.OnDemandRows;
import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.GramSpectrum.Form;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GramSpectrumTest {
    private static double[][] vectors(GramSpectrum spectrum) {
        double[][] rows = new double[spectrum.features()][];
        Arrays.setAll(rows, spectrum.vectors()::row);
        return rows;
    }

    /** X = (2 1; 1 2) has XᵀX = (5 4; 4 5) with eigenvalues 5 ± 4; with μ = 1, step 1 keeps 9/10 + 1/2, step 2 .81 + .25. */
    @Test
    void workedExample() {
        GramSpectrum spectrum = GramSpectrum.of(Matrix.of(new float[][] {{2, 1}, {1, 2}}), 1);
        assertThat(spectrum.values()).containsExactly(new double[] {9, 1}, within(1e-12));
        assertThat(spectrum.degreesOfFreedom(new SpectralFilter(1, 1))).isCloseTo(1.4, within(1e-12));
        assertThat(spectrum.degreesOfFreedom(new SpectralFilter(1, 2))).isCloseTo(1.06, within(1e-12));
    }

    /** XᵀX·V = V·diag(s), VᵀV = I, and V·diag(s)·Vᵀ = XᵀX: nothing is left out. */
    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void valuesAndVectorsDecomposeTheProduct(Problem problem) {
        double[][] product = Reference.multiply(Reference.transpose(problem.x(), problem.features()), problem.x());
        for (Form form : Form.values()) {
            GramSpectrum spectrum = problem.spectrum(form);
            assertThat(spectrum.rows()).isEqualTo(problem.rows());
            assertThat(spectrum.features()).isEqualTo(problem.features());
            double[] s = spectrum.values();
            assertThat(s).hasSize(spectrum.rank());
            double[][] v = vectors(spectrum);
            double[][] scaled = new double[v.length][s.length];
            for (int i = 0; i < v.length; i++) {
                for (int j = 0; j < s.length; j++) {
                    scaled[i][j] = v[i][j] * s[j];
                }
            }
            double[][] transposed = Reference.transpose(v, s.length);
            if (s.length > 0) {
                isClose(Reference.multiply(scaled, transposed), product, 1e-12);
                isClose(Reference.multiply(product, v), scaled, 1e-12);
                isClose(Reference.multiply(transposed, v), identity(s.length), 1e-9);
            }
            for (int j = 1; j < s.length; j++) {
                assertThat(s[j]).isLessThanOrEqualTo(s[j - 1]);
            }
        }
    }

    private static double[][] identity(int n) {
        double[][] identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    @Test
    void rankOfDeficientData() {
        Problem[] problems = Problem.deficient().toArray(Problem[]::new);
        int[] ranks = {6, 5, 4, 4, 1, 1, 1, 1, 0, 0};
        for (int i = 0; i < problems.length; i++) {
            for (Form form : Form.values()) {
                assertThat(problems[i].spectrum(form).rank())
                        .as("%s, %s", problems[i], form)
                        .isEqualTo(ranks[i]);
            }
        }
    }

    @Test
    void theSmallerProductIsChosen() {
        for (int[] size : new int[][] {{6, 9}, {9, 6}, {7, 7}}) {
            try (Matrix x = Samples.gaussian(size[0], size[1], 1, 3)) {
                Form smaller = size[1] <= size[0] ? Form.PRIMAL : Form.DUAL;
                GramSpectrum chosen = GramSpectrum.of(x, 1);
                GramSpectrum named = GramSpectrum.of(x, smaller, 1);
                assertThat(chosen.values()).containsExactly(named.values());
                assertThat(chosen.vectors().toArray())
                        .containsExactly(named.vectors().toArray());
            }
        }
    }

    @Test
    void largerDataThanOneBand() {
        double[][] x = Samples.gaussianRows(1400, 6, 1, 4);
        double[] primal = GramSpectrum.of(Samples.matrix(x), Form.PRIMAL, 2).values();
        double[][] turned = Reference.transpose(x, 6);
        double[] dual = GramSpectrum.of(Samples.matrix(turned), Form.DUAL, 2).values();
        assertThat(primal).hasSize(6).containsExactly(dual, within(1e-9));
        double squares =
                Arrays.stream(x).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
        assertThat(Arrays.stream(primal).sum()).isCloseTo(squares, within(1e-9));
        GramSpectrum tall = GramSpectrum.of(Samples.matrix(x), Form.DUAL, 2);
        assertThat(tall.values()).containsExactly(primal, within(1e-9));
        double[][] v = vectors(tall);
        isClose(Reference.multiply(Reference.transpose(v, 6), v), identity(6), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-18, 1e18})
    void verySmallAndVeryLargeFeatures(double scale) {
        double[][] x = Samples.gaussianRows(20, 4, 1, 5);
        double[][] scaled = Arrays.stream(x)
                .map(row -> Arrays.stream(row).map(v -> (float) (v * scale)).toArray())
                .toArray(double[][]::new);
        double[] expected = GramSpectrum.of(Samples.matrix(x), 1).values();
        for (Form form : Form.values()) {
            double[] values = GramSpectrum.of(Samples.matrix(scaled), form, 1).values();
            assertThat(Arrays.stream(values).map(s -> s / scale / scale).toArray())
                    .containsExactly(expected, within(1e-4));
        }
    }

    /** Trace of [G(G + μI)⁻¹]ᵗ, formed. */
    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void degreesOfFreedomAreTheTraceOfTheAveragingMatrix(Problem problem) {
        for (double mu : Problem.MUS) {
            for (int t : new int[] {1, 2, 5}) {
                double trace = ExplicitChain.trace(ExplicitChain.averaging(problem.x(), mu, t));
                for (Form form : Form.values()) {
                    assertThat(problem.spectrum(form).degreesOfFreedom(new SpectralFilter(mu, t)))
                            .isCloseTo(trace, within(1e-9));
                }
            }
        }
    }

    /** Seven rows of 600 features, or 600 rows of seven: streamed, and by any number of threads. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void streamedRowsAndThreadsChangeNoBit(int threads) {
        for (Form form : Form.values()) {
            int n = form == Form.PRIMAL ? 2600 : 700;
            double[][] x = Samples.gaussianRows(n, 20, 1, 6);
            GramSpectrum one = GramSpectrum.of(Samples.matrix(x), form, 1);
            GramSpectrum many = GramSpectrum.of(new OnDemandRows(x, 20), form, threads);
            assertThat(many.values()).containsExactly(one.values());
            assertThat(many.vectors().toArray()).containsExactly(one.vectors().toArray());
        }
    }

    @Test
    void rowsAreReadOnce() {
        for (Form form : Form.values()) {
            OnDemandRows rows = new OnDemandRows(Samples.gaussianRows(1500, 3, 1, 6), 3);
            GramSpectrum.of(rows, form, 2);
            assertThat(rows.reads()).as("%s", form).containsOnly(1);
        }
    }

    @Test
    void squaresTimesFactors() {
        double[][] x = Samples.gaussianRows(9, 4, 1, 7);
        double[][] factors = Samples.gaussianRows(4, 3, 1, 8);
        GramSpectrum spectrum = GramSpectrum.of(Samples.matrix(x), 1);
        double[][] coordinates = Reference.multiply(x, vectors(spectrum));
        for (double[] row : coordinates) {
            Arrays.setAll(row, j -> row[j] * row[j]);
        }
        double[][] expected = Reference.multiply(coordinates, factors);
        try (Matrix block = Samples.matrix(x);
                DoubleMatrix f = DoubleMatrix.of(
                        Arrays.stream(factors).flatMapToDouble(Arrays::stream).toArray(), 4, 3);
                DoubleMatrix result = GramSpectrum.squaresTimes(spectrum.coordinates(block), f)) {
            for (int i = 0; i < 9; i++) {
                assertThat(result.row(i)).containsExactly(expected[i], within(1e-12));
            }
        }
    }

    @Test
    void valuesAreACopy() {
        GramSpectrum spectrum = GramSpectrum.of(Samples.gaussian(5, 3, 1, 1), 1);
        spectrum.values()[0] = -1;
        assertThat(spectrum.values()[0]).isPositive();
    }

    @Test
    void noRowOrNoFeatureIsRefused() {
        for (Form form : Form.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GramSpectrum.of(Matrix.zeros(0, 3), form, 1))
                    .withMessage("no data: features are 0 x 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GramSpectrum.of(Matrix.zeros(3, 0), form, 1))
                    .withMessage("no data: features are 3 x 0");
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void featuresThatAreNotFiniteAreRefused(float bad) {
        for (Form form : Form.values()) {
            try (Matrix x = Samples.gaussian(5, 4, 1, 1)) {
                x.set(3, 2, bad);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> GramSpectrum.of(x, form, 1))
                        .withMessageContaining("must be finite");
            }
        }
    }

    @Test
    void fewerThanOneThreadIsRefused() {
        for (Form form : Form.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GramSpectrum.of(Samples.gaussian(5, 4, 1, 1), form, 0))
                    .withMessage("threads must be at least 1 but is 0");
        }
    }
}
