package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times beside MLlib and core on Banking77, printed; a command rather than a test: -Drectify.measure=true
 * -Dtest.jvm="--add-modules=jdk.incubator.vector -Xmx3g", without which all is compiled as little as for tests. */
@EnabledIfSystemProperty(
        named = "rectify.measure",
        matches = "true",
        disabledReason = "a measurement, which asserts no times")
class SparkTimesTest {
    private static final int REPEATS = 3;

    @Test
    void banking77() {
        LocalSpark.Data noisy = LocalSpark.texts("banking77").noisy(0.2, 1);
        Dataset<Row> frame = noisy.frame(2).repartition(4).cache();
        frame.count();
        for (String method : new String[] {"teacher", "harden", "spectral"}) {
            say("rectify " + method + ", Spark local[2]", () -> {
                RectifyClassificationModel model =
                        new RectifyClassifier().setMethod(method).fit(frame);
                return said(model);
            });
        }
        try (Matrix features = noisy.matrix()) {
            var rows = io.rectify.data.Dataset.of(features, noisy.labels());
            for (Method method : new Method[] {Method.TEACHER, Method.HARDEN, Method.SPECTRAL}) {
                say("core " + method.name() + ", one process of 2 threads", () -> {
                    try (var training = Recipe.of(method).fit(rows, SoftmaxProbe.Options.DEFAULTS.withThreads(2))) {
                        return training.evaluations() + " evaluations";
                    }
                });
            }
        }
        assertThat(frame.count()).isEqualTo(noisy.features().length);
    }

    /**
     * The same function minimised by both, ours to the peer's objective or below: features of variance 1, so that the peer's standardisation, without which
     * its line search fails, leaves them as they are, an intercept, and a penalty that is as strong as κ = 15 is for rows of norm 1.
     */
    @ParameterizedTest
    @ValueSource(strings = {"banking77", "clinc150"})
    void besideMllib(String name) {
        LocalSpark.Data noisy = LocalSpark.texts(name).noisy(0.2, 1);
        int k = noisy.labels().classCount();
        double kappa = 15.0 * noisy.features()[0].length;
        Dataset<Row> frame = prepared(noisy).cache();
        frame.count();
        double[] reached = new double[1];
        for (double tolerance : new double[] {1e-4, 1e-6}) {
            LogisticRegression peer = new LogisticRegression()
                    .setLabelCol("index")
                    .setRegParam(kappa / ((double) k * noisy.features().length))
                    .setMaxIter(1000)
                    .setTol(tolerance);
            say("MLlib LogisticRegression on " + name + ", rows prepared before, tolerance " + tolerance, () -> {
                double[] history = peer.fit(frame).summary().objectiveHistory();
                reached[0] = history[history.length - 1];
                return (history.length - 1) + " iterations, objective " + reached[0];
            });
            RectifyClassifier ours = new RectifyClassifier()
                    .setMethod("teacher")
                    .setPreprocess("raw")
                    .setIntercept(true)
                    .setKappa(kappa)
                    .setTolerance(0.1);
            while (ours.fit(frame).fits().get(0).objective() > reached[0]) {
                ours.setTolerance((Double) ours.getOrDefault(ours.tolerance()) / 2);
            }
            say("rectify teacher, tolerance " + ours.getOrDefault(ours.tolerance()), () -> said(ours.fit(frame)));
        }
    }

    private static String said(RectifyClassificationModel model) {
        return model.fits().stream()
                .map(fit -> fit.evaluations() + " evaluations to objective " + fit.objective())
                .toList()
                .toString();
    }

    /** Features of mean 0 and of variance 1 by the divisor N − 1, which is the peer's. */
    private static Dataset<Row> prepared(LocalSpark.Data data) {
        int n = data.features().length;
        float[][] rows = new float[n][];
        try (Matrix raw = data.matrix();
                Matrix done = Preprocessing.fit(raw, Preprocessing.Scheme.STANDARDISE, 2)
                        .apply(raw, 2)) {
            for (int i = 0; i < n; i++) {
                rows[i] = done.row(i);
                for (int j = 0; j < rows[i].length; j++) {
                    rows[i][j] *= (float) Math.sqrt((n - 1.0) / n);
                }
            }
        }
        Dataset<Row> vectors = new LocalSpark.Data(rows, data.labels())
                .frame(4)
                .withColumn(
                        "features",
                        functions.array_to_vector(
                                org.apache.spark.sql.functions.col("features").cast("array<double>")));
        return new StringIndexer()
                .setInputCol("label")
                .setOutputCol("index")
                .fit(vectors)
                .transform(vectors);
    }

    private static void say(String what, Supplier<String> work) {
        StringBuilder times = new StringBuilder();
        String said = "";
        for (int i = 0; i < REPEATS; i++) {
            long begin = System.nanoTime();
            said = work.get();
            times.append(String.format(Locale.ROOT, " %.2f", (System.nanoTime() - begin) / 1e9));
        }
        System.out.println(what + ": s" + times + ", " + said);
    }
}
