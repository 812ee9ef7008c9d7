package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaveOneOutSoftmaxTest {
    private static SoftmaxProbe.Options options(double kappa) {
        return SoftmaxProbe.Options.DEFAULTS
                .withKappa(kappa)
                .withTolerance(1e-6)
                .withThreads(2);
    }

    private static double[][] leftOut(Dataset data, SoftmaxProbe.Options options) {
        return leftOut(data, Groups.ofSingleRows(data.given().size()), options);
    }

    private static double[][] leftOut(Dataset data, Groups groups, SoftmaxProbe.Options options) {
        GramSpectrum spectrum = GramSpectrum.of(data.features(), options.threads());
        try (Matrix logits = LeaveOneOutSoftmax.logits(Prepared.asIs(data), spectrum, groups, options)) {
            return Samples.doubles(logits);
        }
    }

    /** Every fifth label is another one. */
    private static Dataset noisy(int rows, int classes, int features, double spread) {
        Dataset data = Samples.clouds(rows, classes, features, spread, 5);
        return data.withGiven(data.given().map(i -> (data.given().get(i) + (i % 5 == 0 ? 1 : 0)) % classes));
    }

    /** Logits of row i by Newton's method in float64 on the rows {@code kept}, at penalty Nλ in all. */
    private static double[] refitted(double[][] x, Labels given, List<Integer> kept, double ridge, int row) {
        int k = given.classCount();
        double[][] rows = kept.stream().map(i -> x[i]).toArray(double[][]::new);
        double[][] targets = new double[rows.length][k];
        for (int i = 0; i < rows.length; i++) {
            targets[i][given.get(kept.get(i))] = 1;
        }
        double[] point = Reference.newton(rows, targets, Reference.ones(rows.length), ridge / rows.length, false);
        return Reference.logits(x[row], point, k, false);
    }

    /**
     * x = 1 with label 0 and x = −1 with label 1 at Nλ = 1/ln 3 = .910239: the fit says (¾, ¼) with logits ±.549306. a = 2·¾·¼ = 3/8, XᵀX =
     * 2, h = 1/(.75 + .910239) = .602323, and leaving a row out moves its logits by ¼·h/(1 − 3/8·h) = .194516.
     */
    @Test
    void workedExample() {
        Dataset data = Dataset.of(Matrix.of(new float[][] {{1}, {-1}}), Labels.of(new int[] {0, 1}, 2));
        double[][] logits = leftOut(
                data,
                SoftmaxProbe.Options.DEFAULTS
                        .withLambda(1 / (2 * Math.log(3)))
                        .withTolerance(1e-7)
                        .withThreads(1));
        assertThat(logits[0]).containsExactly(new double[] {0.354790, -0.354790}, within(1e-5));
        assertThat(logits[1]).containsExactly(new double[] {-0.354790, 0.354790}, within(1e-5));
    }

    /**
     * The same rows twice at twice the penalty: the same fit, (¾, ¼) with logits ±.549306, a = 3/8 and now XᵀX = 4, so h = 1/(1.5 + 1.820478)
     * = .301162. Leaving both copies out moves their logits by 2·¼·h/(1 − 2·3/8·h) = .194516 as before; leaving out one, ¼·h/(1 −
     * 3/8·h) = .084877.
     */
    @Test
    void workedExampleOfCopies() {
        Dataset data =
                Dataset.of(Matrix.of(new float[][] {{1}, {-1}, {1}, {-1}}), Labels.of(new int[] {0, 1, 0, 1}, 2));
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withLambda(1 / (2 * Math.log(3)))
                .withTolerance(1e-7)
                .withThreads(1);
        double[][] together = leftOut(data, Groups.of(new int[] {0, 1, 0, 1}), options);
        double[][] alone = leftOut(data, options);
        for (int i = 0; i < 4; i++) {
            int sign = i % 2 == 0 ? 1 : -1;
            assertThat(together[i]).containsExactly(new double[] {sign * 0.354790, -sign * 0.354790}, within(1e-5));
            assertThat(alone[i]).containsExactly(new double[] {sign * 0.464429, -sign * 0.464429}, within(1e-5));
        }
    }

    /** Each of 40 rows so often, its copies with labels of their own: off explicit refits as little as for single rows. */
    @ParameterizedTest
    @CsvSource({"2, 2, 0.15", "2, 5, 0.15", "3, 5, 0.3"})
    void copiesComeCloseToRefittingWithoutThem(int classes, int copies, double tolerance) {
        Dataset once = noisy(40, classes, 4, 1);
        double[][] first = Samples.doubles(once.features());
        int n = 40 * copies;
        double[][] x = new double[n][];
        int[] labels = new int[n];
        int[] keys = new int[n];
        for (int i = 0; i < n; i++) {
            x[i] = first[i % 40];
            keys[i] = i % 40;
            labels[i] =
                    i == 43 ? (once.given().get(3) + 1) % classes : once.given().get(i % 40);
        }
        Dataset data = Dataset.of(Samples.matrix(x), Labels.of(labels, classes));
        double ridge = 4 * copies;
        double[][] approximate = leftOut(data, Groups.of(keys), options(classes * ridge));
        double squaredError = 0;
        double squaredChange = 0;
        List<Integer> all = IntStream.range(0, n).boxed().toList();
        for (int i = 0; i < 40; i++) {
            int row = i;
            List<Integer> others =
                    all.stream().filter(other -> other % 40 != row).toList();
            double[] full = refitted(x, data.given(), all, ridge, i);
            double[] exact = refitted(x, data.given(), others, ridge, i);
            for (int c = 0; c < classes; c++) {
                squaredError += Math.pow(approximate[i][c] - exact[c], 2);
                squaredChange += Math.pow(full[c] - exact[c], 2);
                assertThat(approximate[i + 40][c]).isCloseTo(approximate[i][c], within(1e-5));
            }
        }
        assertThat(Math.sqrt(squaredError / squaredChange)).isLessThan(tolerance);
    }

    /** Without groups, and beside them, every row is left out alone as ever, bit for bit. */
    @Test
    void rowsOutsideGroupsAreLeftOutAlone() {
        Dataset data = noisy(700, 3, 5, 1);
        double[][] alone = leftOut(data, options(7));
        int[] keys = IntStream.range(0, 700).map(i -> i < 600 ? i : 600 + i % 7).toArray();
        double[][] grouped = leftOut(data, Groups.of(keys), options(7));
        for (int i = 0; i < 600; i++) {
            assertThat(grouped[i]).containsExactly(alone[i]);
        }
        assertThat(grouped[650]).isNotEqualTo(alone[650]);
    }

    /** How far off N explicit refits, as a share of what leaving out changes: root mean squares over rows and classes. */
    @ParameterizedTest
    @CsvSource({"2, 1.0, 0.1", "3, 1.0, 0.25", "3, 0.5, 0.3"})
    void comesCloseToRefittingWithoutTheRow(int classes, double spread, double tolerance) {
        int n = 60;
        Dataset data = noisy(n, classes, 4, spread);
        double[][] x = Samples.doubles(data.features());
        double ridge = 4;
        double[][] approximate = leftOut(data, options(classes * ridge));
        double squaredError = 0;
        double squaredChange = 0;
        for (int i = 0; i < n; i++) {
            List<Integer> all = new ArrayList<>();
            for (int other = 0; other < n; other++) {
                all.add(other);
            }
            double[] full = refitted(x, data.given(), all, ridge, i);
            all.remove(Integer.valueOf(i));
            double[] exact = refitted(x, data.given(), all, ridge, i);
            for (int c = 0; c < classes; c++) {
                squaredError += Math.pow(approximate[i][c] - exact[c], 2);
                squaredChange += Math.pow(full[c] - exact[c], 2);
            }
        }
        assertThat(Math.sqrt(squaredError / squaredChange)).isLessThan(tolerance);
    }

    /** A strong penalty makes p linear in z: K times the linearised probe's score, whose leaving out is exact. */
    @ParameterizedTest
    @CsvSource({"2, 1", "5, 20"})
    void strongPenaltyGivesTheClosedForm(int classes, int features) {
        Dataset data = noisy(50, classes, features, 1);
        double kappa = 1e5;
        GramSpectrum spectrum = GramSpectrum.of(data.features(), 1);
        SpectralProbe linear = SpectralProbe.fit(spectrum, data.features(), new Targets.OneHot(data.given()), 1);
        double[][] softmax = leftOut(data, options(kappa));
        try (Matrix scores = new LabelAveraging(spectrum, data.features(), new SpectralFilter(kappa, 1), 1)
                .scoresWithoutOwnLabel(linear, data.given())) {
            for (int i = 0; i < softmax.length; i++) {
                double size = 0;
                for (int c = 0; c < classes; c++) {
                    size = Math.max(size, Math.abs(classes * scores.get(i, c)));
                }
                for (int c = 0; c < classes; c++) {
                    assertThat(softmax[i][c])
                            .as("row %d, class %d", i, c)
                            .isCloseTo(classes * scores.get(i, c), within(0.01 * size));
                }
            }
        }
    }

    /** A row whose features no other row has: without it nothing is known of it, and all classes are alike. */
    @Test
    void rowAloneInItsDirectionIsLeftWithNothing() {
        double[][] x = Samples.gaussianRows(40, 4, 1, 3);
        for (int i = 0; i < x.length; i++) {
            x[i][3] = 0;
        }
        x[7] = new double[] {0, 0, 0, 1};
        Dataset data = Dataset.of(Samples.matrix(x), Samples.labels(40, 3, 4));
        double[] alone = leftOut(data, options(3e4))[7];
        double[] other = leftOut(data, options(3e4))[8];
        for (int c = 1; c < 3; c++) {
            assertThat(alone[c] - alone[0]).isCloseTo(0, within(1e-7));
            assertThat(Math.abs(other[c] - other[0])).isGreaterThan(1e-5);
        }
    }

    /** h⁻ⁱ cannot exceed ‖x‖²/(Nλ), however weak the penalty and however confident the fit. */
    @Test
    void weakPenaltyOvershootsNoFurtherThanTheBound() {
        Dataset data = noisy(40, 3, 30, 0.3);
        double ridge = 1e-3;
        SoftmaxProbe.Options options = options(3 * ridge).withTolerance(1e-4);
        double[][] left = leftOut(data, options);
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), options);
        double[][] full = Samples.doubles(fit.probe().logits(data.features(), 1));
        for (int i = 0; i < left.length; i++) {
            double norm = 0;
            for (float value : data.features().rowBlock(i, i + 1).row(0)) {
                norm += (double) value * value;
            }
            double[] p = Reference.softmax(full[i]);
            for (int c = 0; c < 3; c++) {
                double residual = p[c] - (data.given().get(i) == c ? 1 : 0);
                double change = left[i][c] - full[i][c];
                assertThat(change * Math.signum(residual)).isGreaterThanOrEqualTo(-1e-4);
                assertThat(Math.abs(change)).isLessThanOrEqualTo(1.01 * norm / ridge * Math.abs(residual) + 1e-4);
            }
        }
    }

    @Test
    void threadsDoNotMatter() {
        Dataset data = noisy(3000, 7, 5, 1);
        GramSpectrum spectrum = GramSpectrum.of(data.features(), 1);
        int[] keys = IntStream.range(0, 3000).map(i -> i < 2000 ? i % 300 : i).toArray();
        try (Matrix one = LeaveOneOutSoftmax.logits(
                        Prepared.asIs(data),
                        spectrum,
                        Groups.of(keys),
                        options(7).withThreads(1));
                Matrix three = LeaveOneOutSoftmax.logits(
                        Prepared.asIs(data),
                        spectrum,
                        Groups.of(keys),
                        options(7).withThreads(3))) {
            assertThat(three.contentEquals(one)).isTrue();
        }
    }

    @Test
    void interceptsAndAbsentPenaltiesAreRefused() {
        Dataset data = noisy(40, 3, 2, 1);
        GramSpectrum spectrum = GramSpectrum.of(data.features(), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeaveOneOutSoftmax.logits(
                        Prepared.asIs(data),
                        spectrum,
                        Groups.ofSingleRows(40),
                        options(3).withIntercept(true)))
                .withMessageContaining("without an intercept");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeaveOneOutSoftmax.logits(
                        Prepared.asIs(data),
                        spectrum,
                        Groups.ofSingleRows(40),
                        options(0).withMaxIterations(3)))
                .withMessageContaining("ridge must be a positive number");
    }
}
