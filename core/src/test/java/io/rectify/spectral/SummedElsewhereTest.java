package io.rectify.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.ClassSums;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Closed forms, temperatures and preprocessing from sums of two halves of the rows, as two machines would make them. */
class SummedElsewhereTest {
    private static final int N = 101;
    private static final int HALF = 40;
    private static final int D = 6;
    private static final int K = 3;
    private final Matrix x = Samples.gaussian(N, D, 1, 1);
    private final Labels labels = Samples.labels(N, K, 2);
    private final SpectralFilter filter = new SpectralFilter(4, 2);

    private Matrix half(boolean first) {
        return first ? x.rowBlock(0, HALF) : x.rowBlock(HALF, N);
    }

    private Labels given(boolean first) {
        return labels.select(IntStream.range(first ? 0 : HALF, first ? HALF : N).toArray());
    }

    private static double[] added(double[] a, double[] b) {
        double[] sum = new double[a.length];
        Arrays.setAll(sum, j -> a[j] + b[j]);
        return sum;
    }

    private SpectralProbe summed() {
        double[] gram = added(Blas.gram(half(true), 1), Blas.gram(half(false), 1));
        try (ClassSums first = ClassSums.of(half(true), given(true), 1);
                ClassSums second = ClassSums.of(half(false), given(false), 1)) {
            return SpectralProbe.ofClassSums(
                    GramSpectrum.ofGram(gram, D, N),
                    added(first.sums().toArray(), second.sums().toArray()),
                    K,
                    1);
        }
    }

    @Test
    void weightsAndScoresWithoutOwnLabel() {
        GramSpectrum spectrum = GramSpectrum.of(x, 1);
        SpectralProbe whole = SpectralProbe.fit(spectrum, x, new Targets.OneHot(labels), 1);
        SpectralProbe summed = summed();
        assertThat(summed.spectrum().values()).containsExactly(spectrum.values(), within(1e-10));
        assertThat(summed.squaredResiduals(filter)).isCloseTo(whole.squaredResiduals(filter), within(1e-9));
        try (Matrix expected = new LabelAveraging(spectrum, x, filter, 1).scoresWithoutOwnLabel(whole, labels);
                LeftOutScores scores = LeftOutScores.of(summed, filter);
                Matrix second = scores.of(half(false), given(false), 0, 0);
                Matrix among = scores.of(half(false), labels, HALF, 0)) {
            for (int i = 0; i < second.rows(); i++) {
                assertThat(second.row(i)).containsExactly(expected.row(HALF + i), within(1e-6f));
                assertThat(among.row(i)).containsExactly(second.row(i));
            }
        }
    }

    @Test
    void temperatureAndPreprocessing() {
        Temperature.Sums first = sums(true);
        Temperature.Sums second = sums(false);
        Temperature.Sums both = new Temperature.Sums() {
            @Override
            public double range() {
                return Math.max(first.range(), second.range());
            }

            @Override
            public double[] slope(double beta) {
                return added(first.slope(beta), second.slope(beta));
            }
        };
        try (Matrix scores = x.rowBlock(0, N)) {
            Labels of = Labels.of(labels.toArray(), D);
            assertThat(Temperature.fit(both).inverse())
                    .isCloseTo(Temperature.fit(scores, of, 1).inverse(), within(1e-6));
        }
        Preprocessing summed = Preprocessing.fit(
                Preprocessing.Scheme.STANDARDISE,
                D,
                N,
                (shift, power) -> added(
                        Preprocessing.columnSums(half(true), shift, power, 1),
                        Preprocessing.columnSums(half(false), shift, power, 1)));
        Preprocessing whole = Preprocessing.fit(x, Preprocessing.Scheme.STANDARDISE, 1);
        assertThat(summed.shift()).containsExactly(whole.shift(), within(1e-7f));
        assertThat(summed.scale()).containsExactly(whole.scale(), within(1e-6f));
    }

    private Temperature.Sums sums(boolean first) {
        return Temperature.sums(
                half(first), new float[D], Labels.of(given(first).toArray(), D), 1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> GramSpectrum.ofGram(new double[0], 0, 3)).hasMessageContaining("no data");
        assertThatThrownBy(() -> SpectralProbe.ofClassSums(GramSpectrum.of(x, 1), new double[D], 1, 1))
                .hasMessage("a probe needs two classes but sums are of 1");
        assertThatThrownBy(() -> SpectralProbe.ofClassSums(GramSpectrum.of(x, 1), new double[D], 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
