package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Refinement;
import io.rectify.distill.Student;
import io.rectify.linalg.Matrix;
import io.rectify.smooth.DirichletPrior;
import io.rectify.smooth.LabelSmoothing;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The equalities of section 6 of the design, on objective and gradient; here for the objective's sake. */
class DirichletPriorTest {
    private static final int N = 50;
    private static final int D = 4;
    private static final int K = 5;
    private static final double LAMBDA = 0.03;

    private final Matrix features = Samples.gaussian(N, D, 1, 1);
    private final Labels given = Samples.labels(N, K, 2);
    private final Probabilities teacher = Samples.probabilities(N, K, 3);
    private final double[] point = Samples.gaussianRows(1, D * K, 0.7, 4)[0];

    /** −ln z_y − Σ_c (α_c − 1) ln z_c as it is written; the derivative by each ln z_c is a number, and ∂ln z_c/∂logit_j = [c=j] − z_j. */
    private Reference.RowLoss posterior(double[][] alpha) {
        return (i, logits, derivatives) -> {
            double[] z = Reference.softmax(logits);
            double loss = 0;
            Arrays.fill(derivatives, 0);
            for (int c = 0; c < K; c++) {
                double weight = (c == given.get(i) ? 1 : 0) + alpha[i][c] - 1;
                loss -= weight * Math.log(z[c]);
                for (int j = 0; j < K; j++) {
                    derivatives[j] -= weight * ((c == j ? 1 : 0) - z[j]);
                }
            }
            return loss;
        };
    }

    private record Value(double objective, double[] gradient) {}

    private Value ours(SoftmaxProbe.Problem problem, double lambda) {
        try (SoftmaxObjective f = new SoftmaxObjective(
                features,
                (RowLoss) problem.loss(),
                problem.rowWeights().orElse(null),
                new Penalty.Lambda(lambda),
                false,
                1)) {
            double[] gradient = new double[point.length];
            return new Value(f.evaluate(point, gradient), gradient);
        }
    }

    private Value defined(double[][] alpha) {
        double[] gradient = new double[point.length];
        double value = Reference.objective(
                Samples.doubles(features), posterior(alpha), Reference.ones(N), K, LAMBDA, false, point, gradient);
        return new Value(value, gradient);
    }

    private static void equal(Value actual, double factor, Value expected) {
        assertThat(factor * actual.objective).isCloseTo(expected.objective, within(2e-6 * (1 + expected.objective)));
        double[] scaled = Arrays.stream(actual.gradient).map(g -> factor * g).toArray();
        assertThat(scaled).containsExactly(expected.gradient, within(2e-6 * factor));
    }

    /** α = 1.5 for both classes adds half a row of each: s = 1 + ½ + ½ = 2, and label 0 has the target (1 + ½, ½)/2. */
    @Test
    void workedExample() {
        try (DirichletPrior prior = DirichletPrior.constant(1, 2, 1.5)) {
            assertThat(prior.rowWeights()).containsExactly(2);
            assertThat(Reference.rows(prior.targets(Labels.of(new int[] {0}, 2)))[0])
                    .containsExactly(0.75, 0.25);
        }
    }

    @Test
    void anyPriorIsItsDefinition() {
        double[][] alpha = Samples.gaussianRows(N, K, 1, 5);
        for (double[] row : alpha) {
            Arrays.setAll(row, j -> (float) Math.abs(row[j]) + 0.75);
        }
        double[][] excess = Arrays.stream(alpha)
                .map(row -> Arrays.stream(row).map(v -> v - 1).toArray())
                .toArray(double[][]::new);
        double s = 1 + Arrays.stream(excess).flatMapToDouble(Arrays::stream).sum() / N;
        SoftmaxProbe.Problem problem = DirichletPrior.of(Samples.matrix(excess)).problem(features, given);
        equal(ours(problem, LAMBDA / s), s, defined(alpha));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.02, 1.5, 4, 0.9})
    void aConstantPriorIsLabelSmoothing(double alpha) {
        double s = 1 + K * (alpha - 1);
        double[][] constant = new double[N][K];
        Arrays.stream(constant).forEach(row -> Arrays.fill(row, alpha));
        Value expected = defined(constant);
        equal(ours(DirichletPrior.constant(N, K, alpha).problem(features, given), LAMBDA / s), s, expected);
        if (alpha >= 1) {
            double epsilon = K * (alpha - 1) / s;
            Targets smoothed = new LabelSmoothing(epsilon, LabelSmoothing.Spread.ALL).targets(given);
            equal(ours(SoftmaxProbe.Problem.of(features, new CrossEntropy(smoothed)), LAMBDA / s), s, expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.25, 1", "0.6666666667, 4", "3, 2"})
    void aTeachersPriorIsSelfDistillation(double beta, double temperature) {
        double[][] alpha = new double[N][];
        for (int i = 0; i < N; i++) {
            double[] z = Arrays.stream(Samples.doubles(teacher.matrix().row(i)))
                    .map(p -> Math.log(p) / temperature)
                    .toArray();
            alpha[i] =
                    Arrays.stream(Reference.softmax(z)).map(p -> 1 + beta * p).toArray();
        }
        Value expected = defined(alpha);
        double s = 1 + beta;
        for (Refinement refinement : new Refinement[] {
            new Refinement.Prior(1, beta, temperature), new Refinement.GroundTruth(beta / s, temperature)
        }) {
            Student student = refinement.refine(teacher, given);
            SoftmaxProbe.Problem problem =
                    new SoftmaxProbe.Problem(features, student.loss(), student.rowWeights(), Optional.empty());
            equal(ours(problem, LAMBDA / s), s, expected);
        }
    }

    @Test
    void priorOfBothPartsAddsThem() {
        double[][] alpha = new double[N][];
        for (int i = 0; i < N; i++) {
            alpha[i] = Arrays.stream(Samples.doubles(teacher.matrix().row(i)))
                    .map(p -> 1.1 + 0.5 * p)
                    .toArray();
        }
        double s = 1 + K * 0.1 + 0.5;
        equal(ours(DirichletPrior.of(teacher, 1.1, 0.5).problem(features, given), LAMBDA / s), s, defined(alpha));
    }

    @Test
    void impossiblePriorsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DirichletPrior.constant(2, 3, 0))
                .withMessage("parameters of the prior must be positive but row 0 has 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DirichletPrior.constant(2, 4, 0.5))
                .withMessage("prior of row 0 outweighs its label: 1 + the sum of alpha - 1 is -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DirichletPrior.constant(2, 4, 2).targets(Samples.labels(3, 4, 1)))
                .withMessage("prior is 2 x 4 but labels has 3 rows of 4 classes");
    }
}
