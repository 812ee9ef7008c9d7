package io.rectify.spark;

import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoOptions;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters of {@link RectifyClassifier}, which its models keep. */
public final class ClassifierParams implements Serializable {
    private static final long serialVersionUID = 1;

    /** The method that is chosen by held-out given labels. */
    static final String AUTO = "auto";

    final Param<String> featuresCol;
    final Param<String> labelCol;
    final Param<String> weightCol;
    final Param<String> rawPredictionCol;
    final Param<String> probabilityCol;
    final Param<String> predictionCol;
    final Param<String> suggestedLabelCol;
    final Param<String> method;
    final Param<String> settings;
    final IntParam rounds;
    final DoubleParam kappa;
    final Param<String> preprocess;
    final BooleanParam intercept;
    final DoubleParam tolerance;
    final IntParam maxIter;
    final IntParam blockRows;
    final IntParam searchRows;
    final LongParam seed;

    /** @param owner whose uid is known */
    ClassifierParams(Params owner) {
        featuresCol = new Param<>(owner, "featuresCol", "array of numbers or vector, D values in every row");
        labelCol = new Param<>(
                owner, "labelCol", "given label: a string, a number, or class probabilities as an array or vector");
        weightCol = new Param<>(owner, "weightCol", "how much a row counts in the loss; none counts each as 1");
        rawPredictionCol = new Param<>(owner, "rawPredictionCol", "logits, output; empty for none");
        probabilityCol = new Param<>(owner, "probabilityCol", "class probabilities, output; empty for none");
        predictionCol = new Param<>(
                owner,
                "predictionCol",
                "most probable class, output: the label where labels are numbers, else its index; empty for none");
        suggestedLabelCol =
                new Param<>(owner, "suggestedLabelCol", "name of the most probable class, output; empty for none");
        method = new Param<>(
                owner,
                "method",
                "way of training: " + String.join(", ", methods()),
                ParamValidators.inArray(methods()));
        settings = new Param<>(
                owner, "settings", "settings of the method as name=value, comma-separated, such as top-k=3");
        rounds = new IntParam(
                owner, "rounds", "students that follow one another in sd and spectral", ParamValidators.gtEq(0));
        kappa = new DoubleParam(owner, "kappa", "strength of the penalty, K·N·lambda", ParamValidators.gt(0));
        preprocess = new Param<>(
                owner,
                "preprocess",
                "what is done to features first: " + String.join(", ", schemes()),
                ParamValidators.inArray(schemes()));
        intercept = new BooleanParam(owner, "intercept", "whether there is an unpenalised intercept");
        tolerance = new DoubleParam(
                owner, "tolerance", "gradient to reach, relative to that at zero weights", ParamValidators.gt(0));
        maxIter = new IntParam(owner, "maxIter", "iterations of a fit, at most", ParamValidators.gtEq(1));
        blockRows = new IntParam(owner, "blockRows", "rows that are computed with at a time", ParamValidators.gtEq(1));
        searchRows =
                new IntParam(owner, "searchRows", "rows that auto chooses by, on the driver", ParamValidators.gtEq(1));
        seed = new LongParam(owner, "seed", "of rows that auto chooses by and their folds");
    }

    /** The library's defaults, a pair for every parameter that has one. */
    Map<Param<?>, Object> defaults() {
        SoftmaxProbe.Options probe = SoftmaxProbe.Options.DEFAULTS;
        return Map.ofEntries(
                Map.entry(featuresCol, "features"),
                Map.entry(labelCol, "label"),
                Map.entry(rawPredictionCol, "rawPrediction"),
                Map.entry(probabilityCol, "probability"),
                Map.entry(predictionCol, "prediction"),
                Map.entry(suggestedLabelCol, "suggestedLabel"),
                Map.entry(method, AUTO),
                Map.entry(settings, ""),
                Map.entry(kappa, probe.penalty().kappa(1, 1)),
                Map.entry(preprocess, Preprocessing.Scheme.CENTRE_NORMALISE.toString()),
                Map.entry(intercept, probe.intercept()),
                Map.entry(tolerance, probe.tolerance()),
                Map.entry(maxIter, probe.maxIterations()),
                Map.entry(blockRows, 1024),
                Map.entry(searchRows, AutoOptions.DEFAULTS.searchRows()),
                Map.entry(seed, AutoOptions.DEFAULTS.seed()));
    }

    static List<String> methods() {
        return Stream.concat(
                        Stream.of(AUTO),
                        Method.all().stream()
                                .filter(method -> !method.miniBatches())
                                .map(Method::name))
                .toList();
    }

    static List<String> schemes() {
        return Arrays.stream(Preprocessing.Scheme.values())
                .map(Preprocessing.Scheme::toString)
                .toList();
    }
}
