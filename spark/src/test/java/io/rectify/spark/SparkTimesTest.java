package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** Times beside MLlib and core on Banking77, printed; a command rather than a test: -Drectify.measure=true. */
@EnabledIfSystemProperty(
        named = "rectify.measure",
        matches = "true",
        disabledReason = "a measurement, which asserts no times")
class SparkTimesTest {
    private static final int REPEATS = 3;

    /** MLlib's L-BFGS needs hundreds; a time for each is what can be compared. */
    private static final int MLLIB_ITERATIONS = 30;

    @Test
    void banking77() {
        var data = LocalSpark.banking77();
        assumeTrue(data.isPresent(), "SKIPPED: no folder shared/data beside the project (set RECTIFY_DATA)");
        LocalSpark.Data noisy = data.get().noisy(0.2, 1);
        Dataset<Row> frame = noisy.frame(2).repartition(4).cache();
        frame.count();
        for (String method : new String[] {"teacher", "harden", "spectral"}) {
            say("rectify " + method + ", Spark local[2]", () -> {
                RectifyClassificationModel model =
                        new RectifyClassifier().setMethod(method).fit(frame);
                return model.fits().stream()
                        .mapToInt(SoftmaxProbe.Fit::evaluations)
                        .sum();
            });
        }
        try (Matrix features = noisy.matrix()) {
            var rows = io.rectify.data.Dataset.of(features, noisy.labels());
            for (Method method : new Method[] {Method.TEACHER, Method.HARDEN, Method.SPECTRAL}) {
                say("core " + method.name() + ", one process of 2 threads", () -> {
                    try (var training = Recipe.of(method).fit(rows, SoftmaxProbe.Options.DEFAULTS.withThreads(2))) {
                        return training.evaluations();
                    }
                });
            }
        }
        Dataset<Row> prepared = prepared(noisy).cache();
        prepared.count();
        for (boolean standardised : new boolean[] {false, true}) {
            LogisticRegression peer = new LogisticRegression()
                    .setLabelCol("index")
                    .setFitIntercept(standardised)
                    .setStandardization(standardised)
                    .setRegParam(15.0 / (77.0 * noisy.features().length))
                    .setMaxIter(MLLIB_ITERATIONS);
            say(
                    "MLlib LogisticRegression, rows prepared before, "
                            + (standardised ? "its defaults" : "the same penalty"),
                    () -> {
                        var summary = peer.fit(prepared).summary();
                        double[] history = summary.objectiveHistory();
                        System.out.println("objective " + history[0] + " to " + history[history.length - 1]);
                        return summary.totalIterations();
                    });
        }
        RectifyClassificationModel ours =
                new RectifyClassifier().setMethod("teacher").fit(frame);
        System.out.println("objective of rectify " + ours.fits().get(0).objective());
        assertThat(frame.count()).isEqualTo(noisy.features().length);
    }

    /** What rectify does to features first, so that both minimise the same function. */
    private static Dataset<Row> prepared(LocalSpark.Data data) {
        float[][] rows = new float[data.features().length][];
        try (Matrix raw = data.matrix();
                Matrix done = Preprocessing.fit(raw, Preprocessing.Scheme.CENTRE_NORMALISE, 2)
                        .apply(raw, 2)) {
            java.util.Arrays.setAll(rows, done::row);
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

    private static void say(String what, Supplier<Integer> work) {
        StringBuilder times = new StringBuilder();
        int evaluations = 0;
        for (int i = 0; i < REPEATS; i++) {
            long begin = System.nanoTime();
            evaluations = work.get();
            times.append(String.format(Locale.ROOT, " %.2f", (System.nanoTime() - begin) / 1e9));
        }
        System.out.println(what + ": s" + times + ", evaluations or iterations " + evaluations);
    }
}
