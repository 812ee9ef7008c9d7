package io.rectify.spectral;

import static io.rectify.spectral.Close.isClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.SpectralDistillation.Result;
import io.rectify.spectral.SpectralDistillation.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectralDistillationTest {
    /** Clouds whose given labels are wrong in the named share of rows. */
    private static Dataset noisy(int n, int k, int d, double share, long seed) {
        Dataset clean = Samples.clouds(n, k, d, 0.6, seed);
        Random random = new Random(seed + 10);
        Labels truth = clean.given();
        double[][] x = Samples.doubles(clean.features());
        for (double[] row : x) {
            double norm = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
            Arrays.setAll(row, j -> row[j] / norm);
        }
        Labels given = truth.map(i -> random.nextDouble() < share ? random.nextInt(k) : truth.get(i));
        return new Dataset(Samples.matrix(x), given, Optional.of(truth), Optional.empty());
    }

    private static double share(double[][] outputs, Labels labels) {
        int equal = 0;
        for (int i = 0; i < outputs.length; i++) {
            equal += ExplicitChain.argmax(outputs[i]) == labels.get(i) ? 1 : 0;
        }
        return equal / (double) outputs.length;
    }

    /**
     * x = 1, 2, −1 with labels 0, 0, 1: s = 6, so with κ = 2 step t keeps (6/8)ᵗ. The labels of the two other rows, weighed by x·xₗ/8,
     * foretell each: 2/8 and 1/8 for label 0, 2/8 and 2/8 for label 0, 1/8 and 2/8 for label 1.
     */
    @Test
    void workedExample() {
        Dataset data = Dataset.of(Matrix.of(new float[][] {{1}, {2}, {-1}}), Labels.of(new int[] {0, 0, 1}, 2));
        Result result = SpectralDistillation.run(Prepared.asIs(data), 1, 2, 1);
        assertThat(result.lambda()).isCloseTo(2.0 / (2 * 3), within(1e-15));
        assertThat(result.steps()).extracting(Step::agreement).containsExactly(1.0, 1.0);
        assertThat(result.steps().get(0).degreesOfFreedom()).isCloseTo(0.75, within(1e-12));
        assertThat(result.steps().get(1).degreesOfFreedom()).isCloseTo(0.5625, within(1e-12));
    }

    @Test
    void everyFigureOfEveryStepEqualsItsDefinition() {
        for (Dataset data : List.of(noisy(120, 4, 8, 0.4, 1), noisy(40, 3, 60, 0.3, 2), noisy(90, 2, 5, 0.2, 3))) {
            double[][] x = Samples.doubles(data.features());
            double[][] y = ExplicitChain.oneHot(data.given());
            Result result = SpectralDistillation.run(Prepared.asIs(data), 3, 2.5, 2);
            assertThat(result.steps()).extracting(Step::number).containsExactly(1, 2, 3, 4);
            assertThat(result.lambda()).isCloseTo(2.5 / (x.length * y[0].length), within(1e-15));
            assertThat(result.last()).isSameAs(result.steps().get(3));
            double[][] before = null;
            for (Step step : result.steps()) {
                double[][] left = ExplicitChain.leaveOwnLabelOut(x, y, 2.5, step.number());
                assertThat(step.agreement()).isCloseTo(share(left, data.given()), within(1e-12));
                assertThat(step.accuracy().orElseThrow())
                        .isCloseTo(share(left, data.trueLabels().orElseThrow()), within(1e-12));
                double changed = 0;
                for (int i = 0; before != null && i < left.length; i++) {
                    changed += ExplicitChain.argmax(left[i]) == ExplicitChain.argmax(before[i]) ? 0 : 1;
                }
                assertThat(step.changed()).isCloseTo(changed / left.length, within(1e-12));
                assertThat(step.degreesOfFreedom())
                        .isCloseTo(ExplicitChain.trace(ExplicitChain.averaging(x, 2.5, step.number())), within(1e-9));
                assertThat(step.seconds()).isPositive();
                double beta = step.temperature().inverse();
                assertThat(slope(left, data.given(), beta * 0.999)).isNegative();
                assertThat(slope(left, data.given(), beta * 1.001)).isPositive();
                double[][] weights = ExplicitChain.weights(x, y, 2.5, step.number());
                isClose(step.probe().weights(), ExplicitChain.combine(beta, weights, 0, weights), 2e-6 * beta);
                assertThat(step.probe().bias()).containsOnly(0);
                before = left;
            }
            double beta = result.last().temperature().inverse();
            for (int i = 0; i < x.length; i++) {
                double[] p = Reference.softmax(
                        Arrays.stream(before[i]).map(s -> beta * s).toArray());
                assertThat(Samples.doubles(result.outputs().matrix().row(i)))
                        .containsExactly(p, within(2e-6 * Math.max(1, beta)));
            }
        }
    }

    /** The derivative of the log loss of softmax(β·s) by β. */
    private static double slope(double[][] scores, Labels labels, double beta) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double[] p = Reference.softmax(
                    Arrays.stream(scores[i]).map(s -> beta * s).toArray());
            for (int c = 0; c < p.length; c++) {
                sum += p[c] * (scores[i][c] - scores[i][labels.get(i)]);
            }
        }
        return sum;
    }

    @Test
    void noRoundIsTheTeacherAlone() {
        Dataset data = noisy(100, 3, 6, 0.3, 1);
        Result result = SpectralDistillation.run(Prepared.asIs(data), 0, 4, 1);
        assertThat(result.steps()).hasSize(1);
        assertThat(result.last().number()).isEqualTo(1);
        assertThat(result.last().changed()).isZero();
        Step first =
                SpectralDistillation.run(Prepared.asIs(data), 2, 4, 1).steps().get(0);
        assertThat(result.last().temperature()).isEqualTo(first.temperature());
        assertThat(result.last().probe().weights().contentEquals(first.probe().weights()))
                .isTrue();
    }

    @Test
    void theProbeDecidesAsTheScoresDo() {
        Dataset data = noisy(400, 7, 12, 0.4, 1);
        Result result = SpectralDistillation.run(Prepared.asIs(data), 2, 3, 2);
        GramSpectrum spectrum = GramSpectrum.of(data.features(), 1);
        SpectralProbe probe = SpectralProbe.fit(spectrum, data.features(), new Targets.OneHot(data.given()), 1);
        try (Matrix queries = Samples.gaussian(300, 12, 0.3, 9)) {
            for (Step step : result.steps()) {
                double[][] scores = Samples.doubles(probe.outputs(queries, new SpectralFilter(3, step.number()), 1));
                double[][] p = Samples.doubles(step.probe().predict(queries, 1).matrix());
                for (int i = 0; i < 300; i++) {
                    double[] score = scores[i];
                    double largest = Arrays.stream(score).max().orElseThrow();
                    assertThat(score[ExplicitChain.argmax(p[i])]).isCloseTo(largest, within(1e-6));
                }
            }
        }
    }

    @Test
    void outputsAreTheLastStepsWithoutTheOwnLabel() {
        Dataset data = noisy(200, 4, 10, 0.4, 1);
        Result before = SpectralDistillation.run(Prepared.asIs(data), 2, 3, 2);
        Labels changed = data.given()
                .map(i ->
                        i == 17 ? (data.given().get(17) + 1) % 4 : data.given().get(i));
        Result after = SpectralDistillation.run(Prepared.asIs(data.withGiven(changed)), 2, 3, 2);
        // The same logits but for the temperature.
        double ratio = before.last().temperature().inverse()
                / after.last().temperature().inverse();
        float[] p = before.outputs().matrix().row(17);
        float[] q = after.outputs().matrix().row(17);
        for (int c = 1; c < 4; c++) {
            assertThat(Math.log(p[c] / p[0])).isCloseTo(ratio * Math.log(q[c] / q[0]), within(1e-4));
        }
        assertThat(before.outputs().rows()).isEqualTo(200);
        assertThat(before.outputs().classes()).isEqualTo(4);
    }

    @Test
    void accuracyIsOnlyKnownWithTrueLabelsWhichNothingElseDependsOn() {
        Dataset data = noisy(150, 3, 6, 0.3, 1);
        Result with = SpectralDistillation.run(Prepared.asIs(data), 1, 4, 1);
        Result without = SpectralDistillation.run(Prepared.asIs(data.features(), data.given()), 1, 4, 1);
        assertThat(without.last().accuracy()).isEmpty();
        assertThat(without.last().temperature()).isEqualTo(with.last().temperature());
        assertThat(without.last().agreement()).isEqualTo(with.last().agreement());
        assertThat(without.outputs().matrix().contentEquals(with.outputs().matrix()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void threadsChangeNoBit(int threads) {
        for (Dataset data : List.of(noisy(3000, 6, 15, 0.4, 1), noisy(200, 5, 300, 0.4, 2))) {
            Result one = SpectralDistillation.run(Prepared.asIs(data), 2, 5, 1);
            Result many = SpectralDistillation.run(Prepared.asIs(data), 2, 5, threads);
            for (int t = 0; t < 3; t++) {
                Step a = one.steps().get(t);
                Step b = many.steps().get(t);
                assertThat(b.probe().weights().contentEquals(a.probe().weights()))
                        .isTrue();
                assertThat(b.temperature()).isEqualTo(a.temperature());
                assertThat(List.of(b.agreement(), b.changed(), b.degreesOfFreedom()))
                        .isEqualTo(List.of(a.agreement(), a.changed(), a.degreesOfFreedom()));
                assertThat(b.accuracy()).isEqualTo(a.accuracy());
            }
            assertThat(many.outputs().matrix().contentEquals(one.outputs().matrix()))
                    .isTrue();
        }
    }

    @Test
    void aThousandClassesOfOneOrTwoRows() {
        Dataset data = noisy(1500, 1000, 40, 0, 1);
        Result result = SpectralDistillation.run(Prepared.asIs(data), 1, 5, 2);
        assertThat(result.last().temperature().inverse()).isPositive();
        assertThat(result.last().agreement()).isBetween(0.1, 0.9);
        assertThat(Samples.doubles(result.outputs().matrix()))
                .satisfies(rows -> Arrays.stream(rows)
                        .forEach(row -> assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-5))));
    }

    @Test
    void aClassOfOneRowAndClassesOfNone() {
        Dataset clouds = noisy(80, 3, 6, 0.2, 1);
        int[] labels =
                clouds.given().map(i -> 0 == i ? 1 : clouds.given().get(i)).toArray();
        labels[0] = 4;
        Dataset data = Dataset.of(clouds.features(), Labels.of(labels, 6));
        Result result = SpectralDistillation.run(Prepared.asIs(data), 2, 1, 2);
        double[][] y = ExplicitChain.oneHot(data.given());
        for (Step step : result.steps()) {
            double[][] left = ExplicitChain.leaveOwnLabelOut(Samples.doubles(data.features()), y, 1, step.number());
            assertThat(step.agreement()).isCloseTo(share(left, data.given()), within(1e-12));
        }
        for (int i = 0; i < 80; i++) {
            assertThat(result.outputs().get(i, 5)).isCloseTo(result.outputs().get(i, 3), within(1e-6f));
        }
    }

    @Test
    void labelsThatNothingCanBeLearnedFromGiveAllButEvenOutputs() {
        Matrix x = Matrix.of(new float[][] {{1, 0}, {1, 0}});
        Result result = SpectralDistillation.run(Prepared.asIs(x, Labels.of(new int[] {0, 1}, 2)), 1, 3, 1);
        assertThat(result.last().temperature().inverse()).isZero();
        for (double[] row : Samples.doubles(result.outputs().matrix())) {
            assertThat(row).containsExactly(new double[] {0.5, 0.5}, within(1e-5));
        }
    }

    @Test
    void aSingleRow() {
        Result result = SpectralDistillation.run(
                Prepared.asIs(Matrix.of(new float[][] {{1, 2}}), Labels.of(new int[] {1}, 2)), 1, 3, 1);
        for (double[] row : Samples.doubles(result.outputs().matrix())) {
            assertThat(row).containsExactly(new double[] {0.5, 0.5}, within(1e-5));
        }
    }

    @Test
    void permutingClassesAndRotatingFeaturesChangesNothing() {
        Dataset data = noisy(200, 4, 8, 0.4, 1);
        int[] order = Samples.permutation(4, 2);
        Matrix turned = Samples.matrix(SpectralProbeTest.rotated(Samples.doubles(data.features()), 3));
        Labels given = data.given().map(i -> order[data.given().get(i)]);
        Result plain = SpectralDistillation.run(Prepared.asIs(data), 2, 3, 1);
        Result other = SpectralDistillation.run(Prepared.asIs(turned, given), 2, 3, 1);
        for (int t = 0; t < 3; t++) {
            assertThat(other.steps().get(t).agreement())
                    .isEqualTo(plain.steps().get(t).agreement());
            assertThat(other.steps().get(t).changed())
                    .isEqualTo(plain.steps().get(t).changed());
        }
        Probabilities p = plain.outputs();
        for (int i = 0; i < 200; i++) {
            for (int c = 0; c < 4; c++) {
                assertThat(other.outputs().get(i, order[c])).isCloseTo(p.get(i, c), within(2e-5f));
            }
        }
    }

    /** The figures must not fade with the scores: (s/(s+κ))ᵗ falls below float32's distance from 1/K. */
    @Test
    void manyRoundsAtALargeKappaKeepTheirFigures() {
        Dataset data = noisy(60, 3, 5, 0.2, 4);
        double[][] x = Samples.doubles(data.features());
        double[][] y = ExplicitChain.oneHot(data.given());
        Result result = SpectralDistillation.run(Prepared.asIs(data), 9, 500, 1);
        for (Step step : result.steps()) {
            double[][] left = ExplicitChain.leaveOwnLabelOut(x, y, 500, step.number());
            assertThat(step.agreement())
                    .as("step %d", step.number())
                    .isCloseTo(share(left, data.given()), within(0.02));
        }
    }

    /** Random labels, which outputs without the own label foretell no better than chance. */
    @Test
    void agreementIsThatOfTheScoresEvenIfTheTemperatureIgnoresThem() {
        Dataset data = Dataset.of(Samples.gaussian(50, 4, 1, 1), Samples.labels(50, 2, 1));
        double[][] x = Samples.doubles(data.features());
        double[][] y = ExplicitChain.oneHot(data.given());
        Step step = SpectralDistillation.run(Prepared.asIs(data), 0, 3, 1).last();
        assertThat(step.temperature().inverse()).isZero();
        assertThat(step.agreement())
                .isCloseTo(share(ExplicitChain.leaveOwnLabelOut(x, y, 3, 1), data.given()), within(1e-12));
    }

    @Test
    void tooManyRoundsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SpectralDistillation.run(Prepared.asIs(noisy(20, 3, 4, 0.2, 1)), Integer.MAX_VALUE, 1, 1));
    }

    @Test
    void whatCannotBeDoneIsRefused() {
        Dataset data = noisy(20, 3, 4, 0.2, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralDistillation.run(Prepared.asIs(data), -1, 3, 1))
                .withMessage("rounds must be at least 0 but are -1");
        for (double kappa : new double[] {0, -2, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SpectralDistillation.run(Prepared.asIs(data), 1, kappa, 1))
                    .withMessageContaining("must be a positive number but is " + kappa);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SpectralDistillation.run(Prepared.asIs(Matrix.zeros(5, 2), Samples.labels(5, 2, 1)), 1, 3, 1))
                .withMessageStartingWith("all features are 0 after preprocessing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralDistillation.run(Prepared.asIs(data), 1, 3, 0))
                .withMessage("threads must be at least 1 but is 0");
        Matrix bad = Samples.gaussian(5, 2, 1, 1);
        bad.set(3, 1, Float.NaN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralDistillation.run(Prepared.asIs(bad, Samples.labels(5, 2, 1)), 1, 3, 1))
                .withMessageContaining("must be finite");
    }
}
