package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RidgeLogisticTest {
    /**
     * Four rows whose only feature is 0, one of them positive: the coefficient stays 0 and the intercept is ln(1/3). With weight 3 the positive
     * one is as much as the others, and the intercept is 0.
     */
    @Test
    void byHand() {
        double[][] x = {{0}, {0}, {0}, {0}};
        boolean[] positive = {true, false, false, false};
        RidgeLogistic.Fit fit = RidgeLogistic.fit(x, positive, new double[] {1, 1, 1, 1}, 1);
        assertThat(fit.coefficients()[0]).isCloseTo(Math.log(1 / 3.0), within(1e-8));
        assertThat(fit.coefficients()[1]).isZero();
        assertThat(fit.probability(new double[] {5})).isCloseTo(0.25, within(1e-8));
        fit = RidgeLogistic.fit(x, positive, new double[] {3, 1, 1, 1}, 1);
        assertThat(fit.coefficients()[0]).isCloseTo(0, within(1e-8));
    }

    private record Data(double[][] x, boolean[] positive, double[] weights) {
        static Data draw(int n, int d, double scale, long seed) {
            Random random = new Random(seed);
            double[][] x = new double[n][d];
            boolean[] positive = new boolean[n];
            double[] weights = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < d; j++) {
                    x[i][j] = scale * random.nextGaussian();
                }
                positive[i] = i == 0 || (i > 1 && random.nextGaussian() + x[i][0] > 1);
                weights[i] = 0.1 + 5 * random.nextDouble();
            }
            return new Data(x, positive, weights);
        }
    }

    @Test
    void derivativesAreDifferences() {
        Data data = Data.draw(40, 3, 1, 1);
        RidgeLogistic problem = RidgeLogistic.problem(data.x, data.positive, data.weights, 0.7);
        double[] b = {0.3, -0.5, 1.2, 0.1};
        double[] gradient = problem.gradient(b);
        double[][] hessian = problem.hessian(b);
        double h = 1e-5;
        for (int j = 0; j < 4; j++) {
            double[] more = b.clone();
            double[] less = b.clone();
            more[j] += h;
            less[j] -= h;
            assertThat(gradient[j])
                    .isCloseTo((problem.objective(more) - problem.objective(less)) / (2 * h), within(1e-6));
            for (int k = 0; k < 4; k++) {
                assertThat(hessian[j][k])
                        .isCloseTo((problem.gradient(more)[k] - problem.gradient(less)[k]) / (2 * h), within(1e-6));
            }
        }
    }

    /** The optimality condition, and that every step away is worse, in easy and hard problems, separable ones among them. */
    @ParameterizedTest
    @CsvSource({"10,3,1,1", "200,3,1,1", "200,3,100,1e-3", "12,3,1000,1", "50,1,5,1e-6", "400,3,1,100"})
    void theMinimumIsReached(int n, int d, double scale, double ridge) {
        for (int seed = 0; seed < 20; seed++) {
            Data data = Data.draw(n, d, scale, seed);
            RidgeLogistic.Fit fit = RidgeLogistic.fit(data.x, data.positive, data.weights, ridge);
            double total = 0;
            for (double weight : data.weights) {
                total += weight;
            }
            assertThat(fit.converged()).isTrue();
            RidgeLogistic problem = RidgeLogistic.problem(data.x, data.positive, data.weights, ridge);
            Random random = new Random(seed);
            for (double g : problem.gradient(fit.coefficients())) {
                assertThat(g).isCloseTo(0, within(1e-9 * total));
            }
            for (int trial = 0; trial < 20; trial++) {
                double[] other = fit.coefficients().clone();
                for (int j = 0; j < other.length; j++) {
                    other[j] += 0.1 * (1 + Math.abs(other[j])) * random.nextGaussian();
                }
                assertThat(problem.objective(other)).isGreaterThan(fit.objective());
            }
        }
    }

    /** A row of weight 2 is two rows. */
    @Test
    void weightsAreRepetitions() {
        double[][] x = {{1, 2}, {0, 1}, {3, -1}, {2, 2}};
        boolean[] positive = {true, false, false, true};
        RidgeLogistic.Fit weighted = RidgeLogistic.fit(x, positive, new double[] {2, 1, 1, 1}, 0.5);
        RidgeLogistic.Fit repeated = RidgeLogistic.fit(
                new double[][] {{1, 2}, {1, 2}, {0, 1}, {3, -1}, {2, 2}},
                new boolean[] {true, true, false, false, true},
                new double[] {1, 1, 1, 1, 1},
                0.5);
        assertThat(weighted.coefficients()).containsExactly(repeated.coefficients(), within(1e-7));
    }

    @Test
    void rowsOfOneKindAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RidgeLogistic.fit(
                        new double[][] {{1}, {2}}, new boolean[] {true, true}, new double[] {1, 1}, 1))
                .withMessageContaining("all alike");
    }
}
