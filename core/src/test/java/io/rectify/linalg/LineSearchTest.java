package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSearchTest {
    private int evaluations;

    private LineSearch.Outcome search(DoubleUnaryOperator value, DoubleUnaryOperator slope, double firstStep) {
        evaluations = 0;
        return LineSearch.search(value.applyAsDouble(0), slope.applyAsDouble(0), firstStep, step -> {
            evaluations++;
            return new LineSearch.Sample(step, value.applyAsDouble(step), slope.applyAsDouble(step));
        });
    }

    /** Wolfe's conditions with δ = 0.1 and σ = 0.9, or the approximate ones with ε = 1e-6. */
    private static void isAcceptable(LineSearch.Outcome outcome, double value, double slope) {
        LineSearch.Sample sample = outcome.sample();
        assertThat(outcome.accepted()).isTrue();
        assertThat(sample.step()).isPositive();
        assertThat(sample.slope()).isGreaterThanOrEqualTo(0.9 * slope);
        boolean wolfe = sample.value() - value <= 0.1 * sample.step() * slope;
        boolean approximate = sample.slope() <= -0.8 * slope && sample.value() <= value + 1e-6 * Math.abs(value);
        assertThat(wolfe || approximate).isTrue();
    }

    /** φ(a) = (a − 1)² begins at 1 with slope −2; the first step, 1, ends at 0 with slope 0, where nothing is left to gain. */
    @Test
    void aFirstStepThatIsGoodCostsOneEvaluation() {
        isAcceptable(search(a -> (a - 1) * (a - 1), a -> 2 * (a - 1), 1), 1, -2);
        assertThat(evaluations).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-8, 1e-3, 0.1, 0.9, 1, 3, 100, 1e8})
    void aParabolaIsSolvedFromAnyFirstStep(double firstStep) {
        LineSearch.Outcome outcome = search(a -> (a - 1) * (a - 1) + 2, a -> 2 * (a - 1), firstStep);
        isAcceptable(outcome, 3, -2);
        assertThat(outcome.sample().step()).isBetween(0.1, 1.9);
        assertThat(evaluations).isLessThanOrEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.5, 2, 50})
    void aFunctionWithACornerLikeBendIsSolved(double firstStep) {
        DoubleUnaryOperator value = a -> Math.log1p(Math.exp(40 * (a - 1))) - 2 * a;
        DoubleUnaryOperator slope = a -> 40 / (1 + Math.exp(-40 * (a - 1))) - 2;
        isAcceptable(search(value, slope, firstStep), value.applyAsDouble(0), slope.applyAsDouble(0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.2, 1, 4})
    void aFunctionWithSeveralValleysIsSolved(double firstStep) {
        DoubleUnaryOperator value = a -> 0.1 * (a - 3) * (a - 3) + Math.sin(6 * a) * 0.2;
        DoubleUnaryOperator slope = a -> 0.2 * (a - 3) + 1.2 * Math.cos(6 * a) - 1.2;
        DoubleUnaryOperator shifted = a -> value.applyAsDouble(a) - 1.2 * a;
        isAcceptable(search(shifted, slope, firstStep), shifted.applyAsDouble(0), slope.applyAsDouble(0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void anEdgeBeyondWhichNothingIsDefinedIsAvoided(double outside) {
        DoubleUnaryOperator value = a -> a < 1 ? -Math.log(1 - a) - 3 * a : outside;
        DoubleUnaryOperator slope = a -> a < 1 ? 1 / (1 - a) - 3 : outside;
        for (double firstStep : new double[] {0.999, 1, 7, 1e4}) {
            isAcceptable(search(value, slope, firstStep), 0, -2);
        }
    }

    @Test
    void differencesLostInRoundingAreBridgedBySlopes() {
        DoubleUnaryOperator value = a -> 1 + 3e-7 * Math.signum(Math.sin(1e5 * a)) + 1e-9 * (a - 1) * (a - 1);
        isAcceptable(search(value, a -> 2e-9 * (a - 1), 1), value.applyAsDouble(0), -2e-9);
    }

    @Test
    void aFunctionThatRisesDespiteItsSlopeIsGivenUp() {
        LineSearch.Outcome outcome = search(a -> 1 + a, a -> -1, 1);
        assertThat(outcome.accepted()).isFalse();
        assertThat(evaluations).isLessThanOrEqualTo(25);
    }

    @Test
    void aFunctionThatFallsForEverIsGivenUp() {
        assertThat(search(a -> -a, a -> -1, 1).accepted()).isFalse();
        assertThat(evaluations).isLessThanOrEqualTo(25);
    }

    @Test
    void valuesThatAreNeverFiniteAreGivenUp() {
        assertThat(search(a -> a == 0 ? 0 : Double.NaN, a -> a == 0 ? -1 : Double.NaN, 1)
                        .accepted())
                .isFalse();
        assertThat(evaluations).isLessThanOrEqualTo(25);
    }

    @Test
    void minusInfinityIsNoSuccess() {
        assertThat(search(a -> a < 0.5 ? -a : Double.NEGATIVE_INFINITY, a -> a < 0.5 ? -1 : 0, 1)
                        .accepted())
                .isFalse();
    }
}
