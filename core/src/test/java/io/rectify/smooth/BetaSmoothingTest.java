package io.rectify.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.probe.BatchLoss;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.Penalty;
import io.rectify.probe.SgdProbe;
import io.rectify.probe.SoftmaxProbe;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BetaSmoothingTest {
    private static final int N = 30;
    private static final int K = 4;

    private final Labels given = Samples.labels(100, K, 1);
    private final int[] rows = Arrays.copyOf(Samples.permutation(100, 2), N);
    private final double[][] averages = Samples.gaussianRows(N, K, 2, 3);

    private static float[] flat(double[][] values) {
        return Samples.floats(
                Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray());
    }

    private record Outcome(float[] derivatives, double[] losses) {}

    private Outcome evaluate(BetaSmoothing smoothing, double[][] logits, long seed) {
        float[] z = flat(logits);
        double[] losses = new double[N];
        smoothing
                .loss(given)
                .residualInPlace(new BatchLoss.Batch(rows, flat(averages), new SplittableRandom(seed)), z, losses);
        return new Outcome(z, losses);
    }

    /** Beta(a, 1) has mean a/(a+1), variance a/((a+1)²(a+2)) and distribution function bᵃ; 1.95/√n is exceeded once in 1000 times. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 10})
    void drawsFollowBeta(double a) {
        int n = 20000;
        SplittableRandom random = new SplittableRandom(7);
        double[] draws = new double[n];
        Arrays.setAll(draws, i -> new BetaSmoothing(a, 0.6, 0.999).draw(random));
        double variance = a / ((a + 1) * (a + 1) * (a + 2));
        assertThat(Arrays.stream(draws).average().orElseThrow())
                .isCloseTo(a / (a + 1), within(4 * Math.sqrt(variance / n)));
        assertThat(Arrays.stream(draws).map(b -> Math.pow(b - a / (a + 1), 2)).sum() / n)
                .isCloseTo(variance, within(0.03 * variance));
        Arrays.sort(draws);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double f = Math.pow(draws[i], a);
            distance = Math.max(distance, Math.max(f - (double) i / n, (i + 1.0) / n - f));
        }
        assertThat(distance).isLessThan(1.95 / Math.sqrt(n));
    }

    @Test
    void drawsAreMatchedToTheBatchInTheOrderOfTheAveragesConfidence() {
        BetaSmoothing smoothing = new BetaSmoothing(3, 0.6, 0.999);
        SplittableRandom random = new SplittableRandom(9);
        double[] draws = IntStream.range(0, N)
                .mapToDouble(i -> smoothing.draw(random))
                .sorted()
                .toArray();
        Integer[] order = IntStream.range(0, N)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> Reference.softmax(averages[i])[given.get(rows[i])]))
                .toArray(Integer[]::new);
        double[][] targets = new double[N][K];
        for (int rank = 0; rank < N; rank++) {
            int i = order[rank];
            for (int j = 0; j < K; j++) {
                boolean own = j == given.get(rows[i]);
                targets[i][j] = 0.4 * (own ? 1 : 0) + 0.6 * (own ? draws[rank] : (1 - draws[rank]) / (K - 1));
            }
        }
        double[][] logits = Samples.gaussianRows(N, K, 1.5, 4);
        Outcome outcome = evaluate(smoothing, logits, 9);
        Reference.RowLoss expected = Reference.crossEntropy(targets);
        double[] derivatives = new double[K];
        for (int i = 0; i < N; i++) {
            assertThat(outcome.losses[i]).isCloseTo(expected.of(i, logits[i], derivatives), within(2e-6));
            for (int j = 0; j < K; j++) {
                assertThat((double) outcome.derivatives[i * K + j]).isCloseTo(derivatives[j], within(2e-6));
            }
        }
    }

    @Test
    void derivativesEqualFiniteDifferences() {
        double[][] logits = Samples.gaussianRows(N, K, 1, 5);
        Outcome at = evaluate(BetaSmoothing.DEFAULTS, logits, 1);
        double h = 1.0 / 64;
        for (int j = 0; j < K; j++) {
            int column = j;
            double[][] above = Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new);
            double[][] below = Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new);
            Arrays.stream(above).forEach(row -> row[column] += h);
            Arrays.stream(below).forEach(row -> row[column] -= h);
            double[] up = evaluate(BetaSmoothing.DEFAULTS, above, 1).losses;
            double[] down = evaluate(BetaSmoothing.DEFAULTS, below, 1).losses;
            for (int i = 0; i < N; i++) {
                assertThat((double) at.derivatives[i * K + j]).isCloseTo((up[i] - down[i]) / (2 * h), within(1e-4));
            }
        }
    }

    @Test
    void averageIsPlainAtFirstAndExponentialLater() {
        BatchLoss loss = BetaSmoothing.DEFAULTS.loss(given);
        assertThat(loss.decay(1)).isEqualTo(0.5);
        assertThat(loss.decay(2)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(loss.decay(999)).isCloseTo(0.999, within(1e-12));
        assertThat(loss.decay(5000)).isEqualTo(0.999);
    }

    private static final SgdProbe.Options SGD = SgdProbe.Options.DEFAULTS
            .withPenalty(new Penalty.Lambda(0.01))
            .withEpochs(5)
            .withThreads(1);

    private static SoftmaxProbe.Problem problem(Dataset data, BetaSmoothing smoothing) {
        return SoftmaxProbe.Problem.of(data.features(), smoothing.loss(data.given()));
    }

    @Test
    void withoutTheSmoothedShareItIsCrossEntropy() {
        Dataset data = Samples.clouds(100, 3, 5, 1, 1);
        SgdProbe.Fit smoothed = SgdProbe.fit(problem(data, new BetaSmoothing(3, 0, 0.999)), SGD);
        SgdProbe.Fit plain = SgdProbe.fit(
                SoftmaxProbe.Problem.of(data.features(), new CrossEntropy(new Targets.OneHot(data.given()))), SGD);
        for (int i = 0; i < 5; i++) {
            assertThat(Samples.doubles(smoothed.probe().weights().row(i)))
                    .containsExactly(Samples.doubles(plain.probe().weights().row(i)), within(1e-6));
        }
    }

    /** Beta(a, 1) of very large a is 1 for certain, and so is its target. */
    @Test
    void ofAVeryLargeShapeItIsCrossEntropyToo() {
        Dataset data = Samples.clouds(100, 3, 5, 1, 1);
        SgdProbe.Fit smoothed = SgdProbe.fit(problem(data, new BetaSmoothing(1e9, 0.6, 0.999)), SGD);
        SgdProbe.Fit plain = SgdProbe.fit(problem(data, new BetaSmoothing(3, 0, 0.999)), SGD);
        for (int i = 0; i < 5; i++) {
            assertThat(Samples.doubles(smoothed.probe().weights().row(i)))
                    .containsExactly(Samples.doubles(plain.probe().weights().row(i)), within(1e-5));
        }
    }

    @Test
    void fitsAreReproducedBySeedAtAnyNumberOfThreads() {
        Dataset data = Samples.clouds(300, 3, 5, 1, 1);
        SgdProbe.Fit one = SgdProbe.fit(problem(data, BetaSmoothing.DEFAULTS), SGD);
        SgdProbe.Fit two = SgdProbe.fit(problem(data, BetaSmoothing.DEFAULTS), SGD.withThreads(3));
        assertThat(two.probe().weights().contentEquals(one.probe().weights())).isTrue();
        assertThat(two.epochs()).isEqualTo(one.epochs());
    }

    /** Renaming classes changes neither order nor draws. */
    @Test
    void renamingClassesRenamesTheProbesColumns() {
        Dataset data = Samples.clouds(120, 3, 5, 1, 1);
        int[] renamed = {2, 0, 1};
        Dataset other =
                data.withGiven(data.given().map(row -> renamed[data.given().get(row)]));
        SoftmaxProbe plain =
                SgdProbe.fit(problem(data, BetaSmoothing.DEFAULTS), SGD).probe();
        SoftmaxProbe moved =
                SgdProbe.fit(problem(other, BetaSmoothing.DEFAULTS), SGD).probe();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(moved.weights().get(i, renamed[j]))
                        .isCloseTo(plain.weights().get(i, j), within(1e-5f));
            }
        }
    }
}
