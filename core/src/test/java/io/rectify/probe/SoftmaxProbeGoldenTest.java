package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Golden;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scikit-learn's LogisticRegression; see src/test/python/make_golden.py. */
class SoftmaxProbeGoldenTest {
    private static final Golden GOLDEN = Golden.of("probe");

    @ParameterizedTest
    @ValueSource(strings = {"plain", "intercept", "strong", "weighted"})
    void fitEqualsScikitLearn(String name) {
        int k = GOLDEN.integer("classes");
        int[] y = GOLDEN.integers("y");
        SoftmaxProbe.Problem problem = SoftmaxProbe.Problem.of(
                Samples.matrix(GOLDEN.rows("x", GOLDEN.integer("features"))),
                new CrossEntropy(new Targets.OneHot(Labels.of(y, k))));
        if (GOLDEN.flag(name + ".weighted")) {
            problem = problem.withRowWeights(Samples.floats(GOLDEN.numbers("weights")));
        }
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withLambda(GOLDEN.number(name + ".lambda"))
                .withIntercept(GOLDEN.flag(name + ".intercept"))
                .withTolerance(1e-5);
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(problem, options, Lbfgs.Monitor.SILENT);
        double objective = GOLDEN.number(name + ".objective");
        assertThat(fit.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(fit.objective()).isCloseTo(objective, within(1e-6 * objective));
        double[] weights = Arrays.stream(Samples.doubles(fit.probe().weights()))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(weights).containsExactly(GOLDEN.numbers(name + ".coefficients"), within(1e-3));
        assertThat(centred(Samples.doubles(fit.probe().bias())))
                .containsExactly(centred(GOLDEN.numbers(name + ".bias")), within(1e-3));
    }

    /** Without the constant that softmax ignores. */
    private static double[] centred(double[] bias) {
        double mean = Arrays.stream(bias).average().orElseThrow();
        return Arrays.stream(bias).map(b -> b - mean).toArray();
    }
}
