package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scikit-learn's LogisticRegression; see src/test/python/make_golden.py. */
class SoftmaxProbeGoldenTest {
    private static final Properties GOLDEN = new Properties();

    @BeforeAll
    static void load() throws IOException {
        try (InputStream in = SoftmaxProbeGoldenTest.class.getResourceAsStream("/golden/probe.properties")) {
            GOLDEN.load(Objects.requireNonNull(in));
        }
    }

    private static double[] numbers(String key) {
        return Arrays.stream(GOLDEN.getProperty(key).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static Matrix matrix(String key, int rows, int columns) {
        double[] flat = numbers(key);
        double[][] values = new double[rows][];
        for (int i = 0; i < rows; i++) {
            values[i] = Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
        }
        return Samples.matrix(values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "intercept", "strong", "weighted"})
    void fitEqualsScikitLearn(String name) {
        int n = (int) numbers("rows")[0];
        int d = (int) numbers("features")[0];
        int k = (int) numbers("classes")[0];
        int[] y = Arrays.stream(numbers("y")).mapToInt(v -> (int) v).toArray();
        SoftmaxProbe.Problem problem =
                SoftmaxProbe.Problem.of(matrix("x", n, d), new CrossEntropy(new Targets.OneHot(Labels.of(y, k))));
        if (Boolean.parseBoolean(GOLDEN.getProperty(name + ".weighted"))) {
            problem = problem.withRowWeights(Samples.floats(numbers("weights")));
        }
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withLambda(numbers(name + ".lambda")[0])
                .withIntercept(Boolean.parseBoolean(GOLDEN.getProperty(name + ".intercept")))
                .withTolerance(1e-5);
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(problem, options, Lbfgs.Monitor.SILENT);
        double objective = numbers(name + ".objective")[0];
        assertThat(fit.stopReason()).isEqualTo(Lbfgs.StopReason.CONVERGED);
        assertThat(fit.objective()).isCloseTo(objective, within(1e-6 * objective));
        double[] weights = Arrays.stream(Samples.doubles(fit.probe().weights()))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(weights).containsExactly(numbers(name + ".coefficients"), within(1e-3));
        assertThat(centred(Samples.doubles(fit.probe().bias())))
                .containsExactly(centred(numbers(name + ".bias")), within(1e-3));
    }

    /** Without the constant that softmax ignores. */
    private static double[] centred(double[] bias) {
        double mean = Arrays.stream(bias).average().orElseThrow();
        return Arrays.stream(bias).map(b -> b - mean).toArray();
    }
}
