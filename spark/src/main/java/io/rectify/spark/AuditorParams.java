package io.rectify.spark;

import io.rectify.select.AutoOptions;
import java.io.Serializable;
import java.util.Map;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters of {@link LabelAuditor}, which its models keep. */
public final class AuditorParams implements Serializable {
    private static final long serialVersionUID = 1;

    final Param<String> featuresCol;
    final Param<String> labelCol;
    final Param<String> suspicionCol;
    final Param<String> wrongCol;
    final Param<String> flaggedCol;
    final Param<String> suggestedLabelCol;
    final Param<String> confidenceCol;
    final IntParam folds;
    final IntParam sampleRows;
    final IntParam blockRows;
    final LongParam seed;

    /** @param owner whose uid is known */
    AuditorParams(Params owner) {
        featuresCol = new Param<>(owner, "featuresCol", "array of numbers or vector, D values in every row");
        labelCol = new Param<>(owner, "labelCol", "given label: a string or a number");
        suspicionCol = new Param<>(owner, "suspicionCol", "how suspicious the label is beside others, output");
        wrongCol = new Param<>(owner, "wrongCol", "probability that the label is wrong, output");
        flaggedCol = new Param<>(owner, "flaggedCol", "whether the label is taken for wrong, output");
        suggestedLabelCol = new Param<>(owner, "suggestedLabelCol", "name of the suggested class, output");
        confidenceCol = new Param<>(owner, "confidenceCol", "probability of the suggested class, output");
        folds = new IntParam(owner, "folds", "parts that are held out in turn", ParamValidators.gtEq(2));
        sampleRows = new IntParam(
                owner, "sampleRows", "rows that the noise is estimated from, on the driver", ParamValidators.gtEq(10));
        blockRows = new IntParam(owner, "blockRows", "rows that are computed with at a time", ParamValidators.gtEq(1));
        seed = new LongParam(owner, "seed", "of the folds and of the rows that are drawn");
    }

    /** The library's defaults. */
    Map<Param<?>, Object> defaults() {
        return Map.ofEntries(
                Map.entry(featuresCol, "features"),
                Map.entry(labelCol, "label"),
                Map.entry(suspicionCol, "suspicion"),
                Map.entry(wrongCol, "pWrong"),
                Map.entry(flaggedCol, "flagged"),
                Map.entry(suggestedLabelCol, "suggestedLabel"),
                Map.entry(confidenceCol, "confidence"),
                Map.entry(folds, AutoOptions.DEFAULTS.folds()),
                Map.entry(sampleRows, AutoOptions.DEFAULTS.searchRows()),
                Map.entry(blockRows, 1024),
                Map.entry(seed, AutoOptions.DEFAULTS.seed()));
    }
}
