package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxObjectiveTest {
    private static final int D = 4;
    private static final int K = 5;

    /** A loss for n rows together with its definition. */
    private enum Kind {
        ONE_HOT,
        SOFT,
        NEGATIVE,
        GCE1,
        GCE2,
        GCE3;

        RowLoss loss(int n) {
            return switch (this) {
                case ONE_HOT -> new CrossEntropy(new Targets.OneHot(Samples.labels(n, K, 3)));
                case SOFT ->
                    new CrossEntropy(
                            new Targets.Soft(Samples.probabilities(n, K, 3).matrix()));
                case NEGATIVE -> new CrossEntropy(new Targets.Soft(Samples.signedTargets(n, K, 3)));
                case GCE1 -> new GeneralizedCrossEntropy(candidates(n, 1), 0.7);
                case GCE2 -> new GeneralizedCrossEntropy(candidates(n, 2), 0.7);
                case GCE3 -> new GeneralizedCrossEntropy(candidates(n, 3), 0.2);
            };
        }

        private static Candidates candidates(int n, int k) {
            return Candidates.top(Samples.probabilities(n, K, 4), k);
        }
    }

    record Case(Kind kind, int n, boolean intercept, boolean weighted) {
        Reference.RowLoss definition() {
            RowLoss loss = kind.loss(n);
            return loss instanceof CrossEntropy crossEntropy
                    ? Reference.crossEntropy(Reference.rows(crossEntropy.targets()))
                    : Reference.generalized(
                            ((GeneralizedCrossEntropy) loss).candidates(), ((GeneralizedCrossEntropy) loss).q());
        }

        Matrix features() {
            return Samples.gaussian(n, D, 1, 1);
        }

        float[] weights() {
            Random random = new Random(5);
            float[] weights = new float[n];
            for (int i = 0; i < n; i++) {
                weights[i] = weighted ? random.nextInt(4) * 0.5f : 1;
            }
            weights[0] = 1;
            return weights;
        }

        SoftmaxObjective objective(Penalty penalty, int threads) {
            return new SoftmaxObjective(
                    features(), kind.loss(n), weighted ? weights() : null, penalty, intercept, threads);
        }

        /** Parameters that are multiples of 1/256, so that rounding to float32 does not move them. */
        double[] point() {
            double[] point = Samples.gaussianRows(1, D * K + (intercept ? K : 0), 0.7, 6)[0];
            Arrays.setAll(point, i -> Math.rint(point[i] * 256) / 256);
            return point;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int n : new int[] {1, 2, 40, 700}) {
                cases.add(new Case(kind, n, false, false));
                cases.add(new Case(kind, n, true, true));
            }
            cases.add(new Case(kind, 5000, true, false));
            cases.add(new Case(kind, 300, false, true));
        }
        return cases;
    }

    /**
     * x = 1 with label 0, W = (ln 3, 0), λ = ½: output (¾, ¼), f = −ln ¾ + ¼·(ln 3)² = .287682 + .301737, ∇f = (−¼ + ½·ln 3, ¼).
     */
    @Test
    void workedExample() {
        double[] gradient = new double[2];
        try (SoftmaxObjective objective = new SoftmaxObjective(
                Matrix.of(new float[][] {{1}}),
                new CrossEntropy(new Targets.OneHot(Labels.of(new int[] {0}, 2))),
                null,
                new Penalty.Lambda(0.5),
                false,
                1)) {
            assertThat(objective.evaluate(new double[] {Math.log(3), 0}, gradient))
                    .isCloseTo(0.589419, within(1e-6));
        }
        assertThat(gradient).containsExactly(new double[] {0.299306, 0.25}, within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valueAndGradientEqualTheDefinition(Case c) {
        double lambda = 0.05;
        double[] point = c.point();
        double[] gradient = new double[point.length];
        double[] expected = new double[point.length];
        double[][] x = Samples.doubles(c.features());
        double value = Reference.objective(
                x, c.definition(), Samples.doubles(c.weights()), K, lambda, c.intercept(), point, expected);
        try (SoftmaxObjective objective = c.objective(new Penalty.Lambda(lambda), 2)) {
            assertThat(objective.parameters()).isEqualTo(point.length);
            assertThat(objective.evaluate(point, gradient)).isCloseTo(value, within(1e-6 * (1 + Math.abs(value))));
            assertThat(gradient).containsExactly(expected, within(3e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientEqualsFiniteDifferencesOfTheValue(Case c) {
        double[] point = c.point();
        double[] gradient = new double[point.length];
        double[] ignored = new double[point.length];
        double h = 1.0 / 32;
        try (SoftmaxObjective objective = c.objective(new Penalty.Lambda(0.05), 2)) {
            objective.evaluate(point, gradient);
            for (int i = 0; i < point.length; i += c.n() > 1000 ? 4 : 1) {
                double slope = 0;
                for (int[] term : new int[][] {{-2, 1}, {-1, -8}, {1, 8}, {2, -1}}) {
                    double[] moved = point.clone();
                    moved[i] += term[0] * h;
                    slope += term[1] * objective.evaluate(moved, ignored) / (12 * h);
                }
                assertThat(gradient[i]).as("parameter %d", i).isCloseTo(slope, within(5e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 9})
    void valuesAreBitEqualForAnyNumberOfThreads(int threads) {
        for (Case c : List.of(
                new Case(Kind.ONE_HOT, 5000, true, true),
                new Case(Kind.SOFT, 5000, false, false),
                new Case(Kind.GCE2, 5000, true, false))) {
            double[] point = c.point();
            double[] one = new double[point.length];
            double[] many = new double[point.length];
            try (SoftmaxObjective single = c.objective(new Penalty.Kappa(5), 1);
                    SoftmaxObjective multiple = c.objective(new Penalty.Kappa(5), threads)) {
                double value = single.evaluate(point, one);
                for (int repeat = 0; repeat < 5; repeat++) {
                    assertThat(multiple.evaluate(point, many)).isEqualTo(value);
                    assertThat(many).containsExactly(one);
                }
            }
        }
    }

    @Test
    void penaltyIsMeasuredInTheSumOfTheRowWeights() {
        Case c = new Case(Kind.ONE_HOT, 40, false, true);
        double sum = Arrays.stream(Samples.doubles(c.weights())).sum();
        try (SoftmaxObjective objective = c.objective(new Penalty.Kappa(30), 1)) {
            assertThat(objective.lambda()).isCloseTo(30 / (K * sum), within(1e-15));
        }
    }

    /** One tile holds fewer rows than a band when K is large, and a single row when K is huge. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 500, 5000, 9000})
    void everyTileSizeEqualsTheDefinition(int k) {
        int n = k > 1000 ? 5 : 60;
        int d = 3;
        double[] point = Samples.gaussianRows(1, d * k + k, 0.5, 1)[0];
        double[] expected = new double[point.length];
        double[] gradient = new double[point.length];
        Targets targets = new Targets.OneHot(Samples.labels(n, k, 2));
        try (Matrix x = Samples.gaussian(n, d, 1, 3);
                SoftmaxObjective objective =
                        new SoftmaxObjective(x, new CrossEntropy(targets), null, new Penalty.Lambda(0.01), true, 2)) {
            double value = Reference.objective(
                    Samples.doubles(x),
                    Reference.crossEntropy(Reference.rows(targets)),
                    Reference.ones(n),
                    k,
                    0.01,
                    true,
                    point,
                    expected);
            assertThat(objective.evaluate(point, gradient)).isCloseTo(value, within(2e-6 * (1 + value)));
            assertThat(gradient).containsExactly(expected, within(3e-6));
        }
    }

    @Test
    void moreFeaturesThanATileHoldsEqualTheDefinition() {
        int n = 12;
        int d = 3000;
        int k = 4;
        double[] point = Samples.gaussianRows(1, d * k, 0.02, 1)[0];
        double[] expected = new double[point.length];
        double[] gradient = new double[point.length];
        Targets targets = new Targets.OneHot(Samples.labels(n, k, 2));
        try (Matrix x = Samples.gaussian(n, d, 1, 3);
                SoftmaxObjective objective =
                        new SoftmaxObjective(x, new CrossEntropy(targets), null, new Penalty.Lambda(0.01), false, 1)) {
            double value = Reference.objective(
                    Samples.doubles(x),
                    Reference.crossEntropy(Reference.rows(targets)),
                    Reference.ones(n),
                    k,
                    0.01,
                    false,
                    point,
                    expected);
            assertThat(objective.evaluate(point, gradient)).isCloseTo(value, within(1e-5));
            assertThat(gradient).containsExactly(expected, within(5e-6));
        }
    }
}
