package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LbfgsTest {
    private static final Lbfgs.Options TIGHT = new Lbfgs.Options(0, 1e-9, 2000, 10);

    private static Lbfgs.Result minimise(Lbfgs.Objective objective, double[] start, Lbfgs.Options options) {
        return Lbfgs.minimise(objective, start, options, Lbfgs.Monitor.SILENT);
    }

    /** offset + ½ Σ cᵢ(xᵢ − i)². */
    private static Lbfgs.Objective quadratic(double[] curvatures, double offset) {
        return (x, gradient) -> {
            double value = offset;
            for (int i = 0; i < x.length; i++) {
                gradient[i] = curvatures[i] * (x[i] - i);
                value += gradient[i] * (x[i] - i) / 2;
            }
            return value;
        };
    }

    private static double[] geometric(int n, double condition) {
        double[] c = new double[n];
        Arrays.setAll(c, i -> Math.pow(condition, i / (n - 1.0)));
        return c;
    }

    private static double rosenbrock(double[] x, double[] gradient) {
        double value = 0;
        Arrays.fill(gradient, 0);
        for (int i = 0; i < x.length - 1; i++) {
            double a = x[i + 1] - x[i] * x[i];
            double b = 1 - x[i];
            value += 100 * a * a + b * b;
            gradient[i] += -400 * a * x[i] - 2 * b;
            gradient[i + 1] += 200 * a;
        }
        return value;
    }

    /**
     * Rounding errors as float32 makes them: the value's relative to itself, the gradient's relative to its norm at the
     * start. They come from the bits of the point, so the same point always gives the same noise.
     */
    private static Lbfgs.Objective noisy(Lbfgs.Objective objective, double size, double gradientScale) {
        return (x, gradient) -> {
            double value = objective.evaluate(x, gradient);
            Random random = new Random(Arrays.hashCode(x));
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += size * gradientScale / Math.sqrt(x.length) * (2 * random.nextDouble() - 1);
            }
            return value * (1 + size * (2 * random.nextDouble() - 1));
        };
    }

    /** 1 + ½ Σ cᵢ(xᵢ − i)² with the cᵢ scaled so that the value at zero is 4, about as a cross-entropy falls. */
    private static Lbfgs.Objective fromFourToOne(int n, double condition) {
        double[] curvatures = geometric(n, condition);
        double atZero = quadratic(curvatures, 0).evaluate(new double[n], new double[n]);
        return quadratic(Arrays.stream(curvatures).map(c -> c * 3 / atZero).toArray(), 1);
    }

    /** f = (x − 1)² + 4(y + 2)² from (0, 0), where f = 17 and ∇f = (−2, 16); the minimum is 0 at (1, −2). */
    @Test
    void workedExample() {
        Lbfgs.Objective objective = (at, gradient) -> {
            gradient[0] = 2 * (at[0] - 1);
            gradient[1] = 8 * (at[1] + 2);
            return (at[0] - 1) * (at[0] - 1) + 4 * (at[1] + 2) * (at[1] + 2);
        };
        Lbfgs.Result result = minimise(objective, new double[2], TIGHT);
        assertThat(result.point()).containsExactly(new double[] {1, -2}, within(1e-8));
        assertThat(result.value()).isCloseTo(0, within(1e-15));
        assertThat(result.startGradientNorm()).isCloseTo(Math.sqrt(260), within(1e-12));
    }

    @Test
    void denseQuadraticEndsAtItsKnownSolution() {
        int n = 20;
        double[][] r = Samples.gaussianRows(n, n, 1, 1);
        double[] solution = Samples.gaussianRows(1, n, 3, 2)[0];
        Lbfgs.Objective objective = (x, gradient) -> {
            Arrays.fill(gradient, 0);
            double value = 0;
            for (double[] row : r) {
                double product = 0;
                for (int j = 0; j < n; j++) {
                    product += row[j] * (x[j] - solution[j]);
                }
                value += product * product / 2;
                for (int j = 0; j < n; j++) {
                    gradient[j] += product * row[j];
                }
            }
            for (int j = 0; j < n; j++) {
                gradient[j] += x[j] - solution[j];
                value += (x[j] - solution[j]) * (x[j] - solution[j]) / 2;
            }
            return value;
        };
        Lbfgs.Result result = minimise(objective, new double[n], TIGHT);
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
        assertThat(result.point()).containsExactly(solution, within(1e-6));
        assertThat(result.gradientNorm()).isLessThanOrEqualTo(1e-9 * result.startGradientNorm());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50})
    void rosenbrockEndsAtOnes(int n) {
        double[] start = new double[n];
        Arrays.setAll(start, i -> i % 2 == 0 ? -1.2 : 1);
        Lbfgs.Result result = minimise(LbfgsTest::rosenbrock, start, TIGHT);
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
        if (n == 2 || result.value() < 1) {
            assertThat(result.point()).containsExactly(ones(n), within(1e-5));
        } else {
            assertThat(result.value()).as("the known local minimum near 3.98").isCloseTo(3.98, within(0.02));
        }
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest
    @CsvSource({"30, 1e4, 0", "50, 1e6, 0", "200, 1e6, 0", "50, 1e4, 3", "50, 1e6, 3", "200, 1e6, 3"})
    void illConditionedQuadraticConverges(int n, double condition, double offset) {
        Lbfgs.Options options = new Lbfgs.Options(0, 1e-6, 5000, 10);
        Lbfgs.Result result = minimise(quadratic(geometric(n, condition), offset), new double[n], options);
        assertThat(result.reason()).as("%s", result).isEqualTo(Lbfgs.StopReason.CONVERGED);
        assertThat(result.gradientNorm()).isLessThanOrEqualTo(1e-6 * result.startGradientNorm());
    }

    @Test
    void slowButSteadyProgressIsNotCalledStalled() {
        Lbfgs.Options options = new Lbfgs.Options(0, 1e-6, 5000, 10);
        Lbfgs.Result result = minimise(quadratic(geometric(30, 1e6), 1e6), new double[30], options);
        assertThat(result.reason())
                .as("no rounding here: value %s, gradient norm %s", result.value(), result.gradientNorm())
                .isEqualTo(Lbfgs.StopReason.CONVERGED);
    }

    @ParameterizedTest
    @CsvSource({"2, 10", "2, 1e4", "10, 10", "10, 1e3", "30, 1e3", "30, 1e4", "100, 1e4", "100, 1e6", "1000, 1e4"})
    void noiseOfFloat32SizeEndsHonestlyNearTheOptimumWithinFewEvaluations(int n, double condition) {
        Lbfgs.Objective exact = fromFourToOne(n, condition);
        Lbfgs.Result reference = minimise(exact, new double[n], new Lbfgs.Options(0, 1e-6, 5000, 10));
        for (double tolerance : new double[] {1e-3, 1e-5, 1e-12}) {
            Lbfgs.Options options = new Lbfgs.Options(0, tolerance, 5000, 10);
            Lbfgs.Result result = minimise(noisy(exact, 1e-7, reference.startGradientNorm()), new double[n], options);
            assertThat(result.reason()).isIn(Lbfgs.StopReason.CONVERGED, Lbfgs.StopReason.STALLED);
            if (result.reason() == Lbfgs.StopReason.CONVERGED) {
                assertThat(result.gradientNorm()).isLessThanOrEqualTo(tolerance * result.startGradientNorm());
            }
            double value = exact.evaluate(result.point(), new double[n]);
            assertThat(value - 1).isLessThan(tolerance == 1e-3 ? 1e-3 : 3e-6);
            assertThat(result.evaluations()).isLessThan(3 * reference.evaluations() + 300);
        }
    }

    @Test
    void startAtTheOptimumTakesOneEvaluation() {
        Lbfgs.Result result = minimise(quadratic(new double[] {1, 5}, 7), new double[] {0, 1}, TIGHT);
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
        assertThat(result.iterations()).isZero();
        assertThat(result.evaluations()).isEqualTo(1);
        assertThat(result.value()).isEqualTo(7);
        assertThat(result.point()).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void iterationLimitIsKeptAndNamed(int limit) {
        Lbfgs.Objective objective = quadratic(geometric(40, 1e5), 0);
        double before = objective.evaluate(new double[40], new double[40]);
        Lbfgs.Result result = minimise(objective, new double[40], new Lbfgs.Options(0, 1e-9, limit, 10));
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.ITERATION_LIMIT);
        assertThat(result.iterations()).isEqualTo(limit);
        assertThat(result.value()).isLessThanOrEqualTo(limit == 0 ? before : before * 0.999);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aStartWithoutFiniteValueIsRefused(double value) {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> minimise((x, gradient) -> value, new double[2], TIGHT))
                .withMessage(
                        "objective at the starting point is " + value + " with gradient norm 0.0; both must be finite");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aStartWithoutFiniteGradientIsRefused(double slope) {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> minimise(
                        (x, gradient) -> {
                            gradient[1] = slope;
                            return 0;
                        },
                        new double[2],
                        TIGHT));
    }

    /** Σ cᵢxᵢ − ln xᵢ, defined for x > 0 only; its minimum is at 1/cᵢ. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void stepsBeyondTheDomainAreTakenBack(double outside) {
        double[] c = {1, 10, 100, 0.1};
        Lbfgs.Objective objective = (x, gradient) -> {
            double value = 0;
            for (int i = 0; i < x.length; i++) {
                value += x[i] > 0 ? c[i] * x[i] - Math.log(x[i]) : outside;
                gradient[i] = x[i] > 0 ? c[i] - 1 / x[i] : outside;
            }
            return value;
        };
        Lbfgs.Result result = minimise(objective, new double[] {0.5, 0.5, 0.5, 0.5}, TIGHT);
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
        for (int i = 0; i < c.length; i++) {
            assertThat(result.point()[i] * c[i]).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void aCliffOfInfinityRightBehindTheStartEndsWithAFiniteResult() {
        Lbfgs.Objective objective = (x, gradient) -> {
            gradient[0] = -1;
            return x[0] > 1e-3 ? Double.POSITIVE_INFINITY : -x[0];
        };
        Lbfgs.Result result = minimise(objective, new double[1], TIGHT);
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.STALLED);
        assertThat(result.value()).isFinite().isLessThanOrEqualTo(0);
        assertThat(result.evaluations()).isLessThan(2000);
    }

    @Test
    void anObjectiveWithoutLowerBoundDoesNotRunForEver() {
        Lbfgs.Result result = minimise(
                (x, gradient) -> {
                    gradient[0] = -1;
                    return -x[0];
                },
                new double[1],
                TIGHT);
        assertThat(result.reason()).isNotEqualTo(Lbfgs.StopReason.CONVERGED);
        assertThat(result.evaluations()).isLessThan(60_000);
    }

    @Test
    void aGradientOfTheWrongSignStallsInsteadOfClimbing() {
        Lbfgs.Result result = minimise(
                (x, gradient) -> {
                    gradient[0] = -2 * x[0];
                    return x[0] * x[0];
                },
                new double[] {1},
                TIGHT);
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.STALLED);
        assertThat(result.value()).isLessThanOrEqualTo(1.0001);
    }

    @Test
    void everyEvaluationIsCountedAndTheResultIsWhatWasEvaluated() {
        int[] calls = {0};
        Lbfgs.Result result = minimise(
                (x, gradient) -> {
                    calls[0]++;
                    return rosenbrock(x, gradient);
                },
                new double[] {-1.2, 1},
                TIGHT);
        assertThat(result.evaluations()).isEqualTo(calls[0]);
        double[] gradient = new double[2];
        assertThat(result.value()).isEqualTo(rosenbrock(result.point(), gradient));
        assertThat(result.gradientNorm()).isEqualTo(Vectors.norm(gradient));
        rosenbrock(new double[] {-1.2, 1}, gradient);
        assertThat(result.startGradientNorm()).isEqualTo(Vectors.norm(gradient));
    }

    @Test
    void startIsNotChanged() {
        double[] start = {-1.2, 1};
        minimise(LbfgsTest::rosenbrock, start, TIGHT);
        assertThat(start).containsExactly(-1.2, 1);
    }

    @Test
    void absoluteToleranceEndsTheSearchToo() {
        Lbfgs.Result result =
                minimise(quadratic(geometric(20, 100), 0), new double[20], new Lbfgs.Options(0.5, 0, 1000, 5));
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
        assertThat(result.gradientNorm()).isBetween(1e-6, 0.5);
    }

    private record Told(int iteration, double value, double gradientNorm) {}

    @Test
    void monitorHearsEachIterationOnceWithItsOwnValueAndGradient() {
        List<Told> told = new ArrayList<>();
        Lbfgs.Result result = Lbfgs.minimise(
                LbfgsTest::rosenbrock,
                new double[] {-1.2, 1},
                TIGHT,
                (iteration, value, norm) -> told.add(new Told(iteration, value, norm)));
        assertThat(told).hasSize(result.iterations());
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i).iteration()).isEqualTo(i + 1);
            assertThat(i == 0 || told.get(i).value() <= told.get(i - 1).value() * 1.00001)
                    .isTrue();
        }
        Told last = told.get(told.size() - 1);
        assertThat(last.value()).isEqualTo(result.value());
        assertThat(last.gradientNorm())
                .as("gradient's norm at the point whose value is reported")
                .isEqualTo(result.gradientNorm());
    }

    @Test
    void memoryOfOneWorks() {
        Lbfgs.Result result =
                minimise(quadratic(geometric(10, 50), 0), new double[10], new Lbfgs.Options(0, 1e-8, 1000, 1));
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
    }

    @Test
    void sameCallTwiceGivesTheSameBits() {
        Lbfgs.Objective objective = noisy(fromFourToOne(30, 1e3), 1e-7, 1);
        assertThat(minimise(objective, new double[30], TIGHT).point())
                .containsExactly(minimise(objective, new double[30], TIGHT).point());
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 1, 1", "0, -1, 1, 1", "NaN, 0, 1, 1", "0, NaN, 1, 1", "0, 0, -1, 1", "0, 0, 1, 0"})
    void optionsOutOfRangeAreRefused(double absolute, double relative, int iterations, int memory) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Lbfgs.Options(absolute, relative, iterations, memory));
    }

    @Test
    void stopReasonsReadAsWords() {
        assertThat(Lbfgs.StopReason.CONVERGED).hasToString("converged");
        assertThat(Lbfgs.StopReason.STALLED).hasToString("line search stalled at rounding level");
        assertThat(Lbfgs.StopReason.ITERATION_LIMIT).hasToString("iteration limit");
    }

    /** The inverse of a quadratic's curvatures leads to its minimum in the first step, whatever its condition. */
    @Test
    void theInverseOfTheSecondDerivativesEndsInOneStep() {
        double[] curvatures = geometric(30, 1e8);
        Lbfgs.Preconditioner inverse = v -> {
            double[] product = new double[v.length];
            Arrays.setAll(product, i -> v[i] / curvatures[i]);
            return product;
        };
        Lbfgs.Result result = Lbfgs.minimise(
                quadratic(curvatures, 0), () -> Optional.of(inverse), new double[30], TIGHT, Lbfgs.Monitor.SILENT);
        assertThat(result.reason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
        assertThat(result.evaluations()).isEqualTo(2);
        assertThat(result.value()).isCloseTo(0, within(1e-12));
    }

    /** A guess that is wrong by up to ten along each coordinate still leads there, and sooner than none. */
    @Test
    void aRoughPreconditionerHelpsToo() {
        double[] curvatures = geometric(30, 1e6);
        Random random = new Random(3);
        double[] errors = random.doubles(30, -1, 1).map(e -> Math.pow(10, e)).toArray();
        Lbfgs.Preconditioner guess = v -> {
            double[] product = new double[v.length];
            Arrays.setAll(product, i -> v[i] / curvatures[i] * errors[i]);
            return product;
        };
        Lbfgs.Result rough = Lbfgs.minimise(
                quadratic(curvatures, 3), () -> Optional.of(guess), new double[30], TIGHT, Lbfgs.Monitor.SILENT);
        assertThat(rough.value()).isCloseTo(3, within(1e-7));
        assertThat(rough.evaluations())
                .isLessThan(minimise(quadratic(curvatures, 3), new double[30], TIGHT)
                                .evaluations()
                        / 2);
    }

    @Test
    void aPreconditionerIsMadeOnceAndOnlyForAStep() {
        int[] made = {0};
        Lbfgs.Preconditioner same = v -> v.clone();
        for (double start : new double[] {0, 1}) {
            Lbfgs.minimise(
                    (x, gradient) -> {
                        gradient[0] = 3 * (x[0] - 1);
                        return 1.5 * (x[0] - 1) * (x[0] - 1);
                    },
                    () -> {
                        made[0]++;
                        return Optional.of(same);
                    },
                    new double[] {start},
                    new Lbfgs.Options(1e-9, 0, 100, 5),
                    Lbfgs.Monitor.SILENT);
            assertThat(made[0]).isEqualTo(1);
        }
    }
}
