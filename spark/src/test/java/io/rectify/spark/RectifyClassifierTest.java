package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RectifyClassifierTest {
    private static final LocalSpark.Data DIGITS = LocalSpark.digits().noisy(0.3, 1);

    /** Two points far apart: as a one-dimensional problem with weights ±w the logits are ±w·x, and labels are told from the sign. */
    @Test
    void twoPointsFarApart() {
        List<Row> rows = List.of(
                RowFactory.create(0, new Float[] {-1f}, "left"),
                RowFactory.create(1, new Float[] {1f}, "right"),
                RowFactory.create(2, new Float[] {-1f}, "left"));
        Dataset<Row> frame = LocalSpark.frame(rows, LocalSpark.FLOATS, 2);
        RectifyClassificationModel model = new RectifyClassifier()
                .setMethod("teacher")
                .setPreprocess("raw")
                .fit(frame);
        List<Row> told = model.transform(frame).orderBy("id").collectAsList();
        assertThat(told).extracting(row -> row.getString(6)).containsExactly("left", "right", "left");
        assertThat(told).extracting(row -> row.getDouble(5)).containsExactly(0.0, 1.0, 0.0);
        Vector raw = (Vector) told.get(0).get(3);
        Vector probability = (Vector) told.get(0).get(4);
        assertThat(raw.apply(0)).isCloseTo(-raw.apply(1), within(1e-6)).isPositive();
        assertThat(probability.apply(0)).isCloseTo(1 / (1 + Math.exp(raw.apply(1) - raw.apply(0))), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "teacher",
                "harden",
                "sd",
                "top2",
                "consensus",
                "top2-gce",
                "mix",
                "ground-truth",
                "label-smoothing",
                "rank-smoothing",
                "dirichlet-prior"
            })
    void objectivesAreThoseOfCore(String method) {
        Recipe recipe = Recipe.of(method.equals("sd") ? Method.SD.withRounds(2) : Method.named(method));
        RectifyClassifier classifier = new RectifyClassifier().setMethod(method).setTolerance(1e-4);
        if (method.equals("sd")) {
            classifier.setRounds(2);
        }
        LocalSpark.Data data = DIGITS.first(900);
        RectifyClassificationModel model = classifier.fit(data.frame(3));
        try (Recipe.Training core = recipe.fit(data.dataset(), SoftmaxProbe.Options.DEFAULTS.withTolerance(1e-4))) {
            assertThat(model.fits()).hasSameSizeAs(core.steps());
            for (int i = 0; i < core.steps().size(); i++) {
                double expected = core.steps().get(i).fit().orElseThrow().objective();
                assertThat(model.fits().get(i).objective()).isCloseTo(expected, within(1e-5 * expected));
            }
            List<Row> told = model.transform(data.frame(2)).orderBy("id").collectAsList();
            int[] best = core.outputs().argmax();
            long same = java.util.stream.IntStream.range(0, best.length)
                    .filter(i -> told.get(i)
                            .getString(6)
                            .equals(data.labels().names().get(best[i])))
                    .count();
            assertThat(same).isGreaterThan(best.length - 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"banking77", "clinc150"})
    @EnabledIfSystemProperty(named = "rectify.measure", matches = "true", disabledReason = "it takes half a minute")
    void objectivesOfTextsAreThoseOfCore(String name) {
        LocalSpark.Data data = LocalSpark.texts(name).noisy(0.2, 1);
        RectifyClassificationModel model =
                new RectifyClassifier().setMethod("harden").fit(data.frame(4));
        try (Recipe.Training core = Recipe.of(Method.HARDEN).fit(data.dataset(), SoftmaxProbe.Options.DEFAULTS)) {
            for (int i = 0; i < 2; i++) {
                double expected = core.steps().get(i).fit().orElseThrow().objective();
                double ours = model.fits().get(i).objective();
                System.out.println(
                        name + ", step " + (i + 1) + ": objective beyond core's by " + (ours / expected - 1));
                assertThat(ours).isCloseTo(expected, within(1e-5 * expected));
            }
        }
    }

    /** Two rows of weight 1 are a row of weight 2; the preprocessing, which weights do not enter, is none here. */
    @Test
    void weightsCountRows() {
        LocalSpark.Data data = DIGITS.first(300);
        List<Row> rows = data.frame(1).collectAsList();
        List<Row> twice = new ArrayList<>(rows);
        twice.addAll(rows.subList(0, 100));
        RectifyClassifier classifier = new RectifyClassifier()
                .setMethod("teacher")
                .setPreprocess("normalise")
                .setIntercept(true)
                .setTolerance(1e-5);
        RectifyClassificationModel repeated = classifier.fit(LocalSpark.frame(twice, LocalSpark.FLOATS, 2));
        Dataset<Row> weighted = data.frame(2)
                .withColumn(
                        "w",
                        org.apache
                                .spark
                                .sql
                                .functions
                                .when(org.apache.spark.sql.functions.col("id").lt(100), 2)
                                .otherwise(1));
        RectifyClassificationModel once = classifier.setWeightCol("w").fit(weighted);
        assertThat(once.fits().get(0).objective())
                .isCloseTo(repeated.fits().get(0).objective(), within(1e-6));
        assertThat(once.fits().get(0).lambda()).isCloseTo(repeated.fits().get(0).lambda(), within(1e-12));
    }

    @Test
    void softLabelsTeachAsInCore() {
        LocalSpark.Data data = DIGITS.first(200);
        int k = data.labels().classCount();
        float[][] shares = new float[200][k];
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Arrays.fill(shares[i], 0.2f / (k - 1));
            shares[i][data.labels().get(i)] = 0.8f;
            Double[] wide = new Double[k];
            for (int j = 0; j < k; j++) {
                wide[j] = (double) shares[i][j];
            }
            rows.add(RowFactory.create(i, LocalSpark.boxed(data.features()[i]), wide));
        }
        Dataset<Row> frame =
                LocalSpark.frame(rows, LocalSpark.schema(DataTypes.createArrayType(DataTypes.DoubleType)), 3);
        RectifyClassificationModel model =
                new RectifyClassifier().setMethod("harden").fit(frame);
        try (Probabilities taught = Probabilities.of(Matrix.of(shares));
                Recipe.Training core = Recipe.of(Method.HARDEN)
                        .fit(
                                data.dataset(),
                                Optional.of(taught),
                                SoftmaxProbe.Options.DEFAULTS,
                                FitLog.NONE,
                                Distillation.Monitor.SILENT)) {
            double expected = core.last().fit().orElseThrow().objective();
            assertThat(model.fits().get(1).objective()).isCloseTo(expected, within(1e-5 * expected));
        }
        assertThatThrownBy(() -> new RectifyClassifier().setMethod("spectral").fit(frame))
                .hasMessageContaining("has no teacher that soft labels could teach");
    }

    @Test
    void vectorsAndArraysAndBlocksOfAnySizeAreAlike() {
        Dataset<Row> frame = DIGITS.first(400).frame(3);
        Dataset<Row> vectors = frame.withColumn(
                "features",
                functions.array_to_vector(
                        org.apache.spark.sql.functions.col("features").cast("array<double>")));
        RectifyClassifier classifier = new RectifyClassifier().setMethod("teacher");
        float[] weights = classifier.fit(frame).parts().weights;
        assertThat(classifier.fit(frame).parts().weights).isEqualTo(weights);
        assertThat(classifier.fit(vectors).parts().weights).isEqualTo(weights);
        assertThat(classifier.setBlockRows(7).fit(frame).fits().get(0).objective())
                .isCloseTo(
                        new RectifyClassifier()
                                .setMethod("teacher")
                                .fit(frame)
                                .fits()
                                .get(0)
                                .objective(),
                        within(1e-5));
    }

    @Test
    void numbersAreForetoldAsNumbers() {
        Dataset<Row> frame = DIGITS.frame(2)
                .withColumn("label", org.apache.spark.sql.functions.col("label").cast("double"));
        RectifyClassifier classifier = new RectifyClassifier().setMethod("teacher");
        double accuracy = new MulticlassClassificationEvaluator()
                .setMetricName("accuracy")
                .evaluate(classifier.fit(frame).transform(frame));
        assertThat(accuracy).isBetween(0.6, 0.8);
    }

    @Test
    void pipelinesAndCrossValidationAreSavedAndLoaded(@TempDir Path folder) throws Exception {
        Dataset<Row> frame = DIGITS.first(500)
                .frame(2)
                .withColumn("label", org.apache.spark.sql.functions.col("label").cast("double"));
        RectifyClassifier classifier = new RectifyClassifier().setMethod("spectral");
        CrossValidator search = new CrossValidator()
                .setEstimator(classifier)
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(classifier.kappa(), new double[] {5, 5000})
                        .build())
                .setNumFolds(2)
                .setSeed(1);
        PipelineModel fitted =
                new Pipeline().setStages(new PipelineStage[] {search}).fit(frame);
        fitted.write().overwrite().save(folder + "/pipeline");
        PipelineModel loaded = PipelineModel.load(folder + "/pipeline");
        assertThat(loaded.transform(frame).select("prediction", "probability").collectAsList())
                .isEqualTo(fitted.transform(frame)
                        .select("prediction", "probability")
                        .collectAsList());
        var best = (RectifyClassificationModel) ((CrossValidatorModel) loaded.stages()[0]).bestModel();
        assertThat(best.recipe()).isEqualTo("spectral of 4 rounds, kappa 5.000");
        assertThat(best.getOrDefault(best.kappa())).isEqualTo(5.0);

        classifier.setKappa(7).setSettings("").setIntercept(false).save(folder + "/estimator");
        assertThat(RectifyClassifier.load(folder + "/estimator").explainParams())
                .isEqualTo(classifier.explainParams());
    }

    @Test
    void autoChoosesByRowsThatAreDrawnAndFitsAllRows() {
        RectifyClassificationModel model =
                new RectifyClassifier().setSearchRows(600).fit(DIGITS.frame(3));
        LocalSpark.Data clean = LocalSpark.digits();
        List<Row> told = model.transform(clean.frame(2)).orderBy("id").collectAsList();
        long right = told.stream()
                .filter(row -> row.getString(6).equals(row.getString(2)))
                .count();
        assertThat(right / 1797.0).as(model.recipe()).isGreaterThan(0.88);
    }

    @Test
    void settingsOfTheMethod() {
        Dataset<Row> frame = DIGITS.first(100).frame(1);
        assertThat(new RectifyClassifier()
                        .setMethod("top2")
                        .setSettings("top-k=3")
                        .fit(frame)
                        .recipe())
                .isEqualTo("top2 with top 3, kappa 15.00");
        assertThatThrownBy(() -> new RectifyClassifier()
                        .setMethod("top2")
                        .setSettings("xi=3")
                        .fit(frame))
                .hasMessage("method top2 has no setting 'xi=3'; it has {top-k=2}: write settings as name=value");
        assertThatThrownBy(() -> new RectifyClassifier()
                        .setMethod("top2")
                        .setSettings("top-k=two")
                        .fit(frame))
                .hasMessage("setting top-k is 'two', expected a number like 2");
        assertThatThrownBy(() ->
                        new RectifyClassifier().setMethod("top2").setRounds(3).fit(frame))
                .hasMessageContaining("has no parameter rounds");
        assertThatThrownBy(() -> new RectifyClassifier().setMethod("beta-smoothing"))
                .hasMessageContaining("method given invalid value beta-smoothing");
    }

    @Test
    void trainValidationSplitChooses() {
        Dataset<Row> frame = DIGITS.first(500)
                .frame(2)
                .withColumn("label", org.apache.spark.sql.functions.col("label").cast("double"));
        RectifyClassifier classifier = new RectifyClassifier().setMethod("teacher");
        TrainValidationSplitModel fitted = new TrainValidationSplit()
                .setEstimator(classifier)
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(classifier.kappa(), new double[] {15, 1e6})
                        .build())
                .setTrainRatio(0.7)
                .setSeed(1)
                .fit(frame);
        // A penalty of a million leaves hardly any weights, so that all rows are nearly ties.
        assertThat(fitted.validationMetrics()[0]).isGreaterThan(fitted.validationMetrics()[1]);
        var best = (RectifyClassificationModel) fitted.bestModel();
        assertThat(best.getOrDefault(best.kappa())).isEqualTo(15.0);
        assertThat(best.parts().weights)
                .isEqualTo(classifier.setKappa(15).fit(frame).parts().weights);
    }

    /** Spark Connect's server asks the loader for classes, makes estimators of a uid, and calls load of either. */
    @Test
    void serviceFilesNameWhatSparkConnectLooksFor() throws Exception {
        List<Class<?>> estimators = new ArrayList<>();
        ServiceLoader.load(Estimator.class).stream().forEach(provider -> estimators.add(provider.type()));
        List<Class<?>> models = new ArrayList<>();
        ServiceLoader.load(Transformer.class).stream().forEach(provider -> models.add(provider.type()));
        assertThat(estimators).contains(RectifyClassifier.class, LabelAuditor.class);
        assertThat(models).contains(RectifyClassificationModel.class, LabelAuditModel.class);
        for (Class<?> estimator : List.of(RectifyClassifier.class, LabelAuditor.class)) {
            Object made = estimator.getConstructor(String.class).newInstance("name");
            assertThat(((Estimator<?>) made).uid()).isEqualTo("name");
            assertThat(estimator.getMethod("load", String.class).getReturnType())
                    .isEqualTo(estimator);
        }
        for (Class<?> model : List.of(RectifyClassificationModel.class, LabelAuditModel.class)) {
            assertThat(model.getMethod("load", String.class).getReturnType()).isEqualTo(model);
        }
        Throwable empty = catchThrowable(() -> new RectifyClassificationModel()
                .transform(DIGITS.first(3).frame(1))
                .collectAsList());
        assertThat(BadInputTest.causes(empty).toString()).contains("expected 0 as the model was fitted to");
        Throwable nothing = catchThrowable(
                () -> new LabelAuditModel().transform(DIGITS.first(3).frame(1)).collectAsList());
        assertThat(BadInputTest.causes(nothing).toString()).contains("expected 0 as the model was fitted to");
    }

    @Test
    void copiesKeepParameters() {
        RectifyClassifier classifier = new RectifyClassifier().setKappa(3).setMethod("mix");
        assertThat(classifier.copy(ParamMap.empty()).explainParams()).isEqualTo(classifier.explainParams());
    }
}
