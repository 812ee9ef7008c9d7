package io.rectify.spark;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The parameters of {@link LabelAuditor} and its models, as Spark finds them: one method for each. */
public interface HasAuditorParams extends Params {
    /** Where they are kept. */
    AuditorParams own();

    /** Column of features. */
    default Param<String> featuresCol() {
        return own().featuresCol;
    }

    /** Column of given labels. */
    default Param<String> labelCol() {
        return own().labelCol;
    }

    /** Output column of suspicion. */
    default Param<String> suspicionCol() {
        return own().suspicionCol;
    }

    /** Output column of the probability of being wrong. */
    default Param<String> wrongCol() {
        return own().wrongCol;
    }

    /** Output column of flags. */
    default Param<String> flaggedCol() {
        return own().flaggedCol;
    }

    /** Output column of suggested labels. */
    default Param<String> suggestedLabelCol() {
        return own().suggestedLabelCol;
    }

    /** Output column of the suggestions' probabilities. */
    default Param<String> confidenceCol() {
        return own().confidenceCol;
    }

    /** Parts that are held out in turn. Default 5. */
    default IntParam folds() {
        return own().folds;
    }

    /** Rows that the noise is estimated from, on the driver. Default 50,000. */
    default IntParam sampleRows() {
        return own().sampleRows;
    }

    /** Rows that are computed with at a time. Default 1024. */
    default IntParam blockRows() {
        return own().blockRows;
    }

    /** Seed of the folds and of the rows that are drawn. Default 1. */
    default LongParam seed() {
        return own().seed;
    }
}
