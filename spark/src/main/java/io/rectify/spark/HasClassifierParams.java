package io.rectify.spark;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The parameters of {@link RectifyClassifier} and its models, as Spark finds them: one method for each. */
public interface HasClassifierParams extends Params {
    /** Where they are kept. */
    ClassifierParams own();

    /** Column of features. */
    default Param<String> featuresCol() {
        return own().featuresCol;
    }

    /** Column of given labels. */
    default Param<String> labelCol() {
        return own().labelCol;
    }

    /** Column of row weights. */
    default Param<String> weightCol() {
        return own().weightCol;
    }

    /** Output column of logits. */
    default Param<String> rawPredictionCol() {
        return own().rawPredictionCol;
    }

    /** Output column of class probabilities. */
    default Param<String> probabilityCol() {
        return own().probabilityCol;
    }

    /** Output column of predictions. */
    default Param<String> predictionCol() {
        return own().predictionCol;
    }

    /** Output column of names of predicted classes. */
    default Param<String> suggestedLabelCol() {
        return own().suggestedLabelCol;
    }

    /** Way of training. */
    default Param<String> method() {
        return own().method;
    }

    /** Settings of the method. */
    default Param<String> settings() {
        return own().settings;
    }

    /** Students that follow one another. */
    default IntParam rounds() {
        return own().rounds;
    }

    /** Strength of the penalty. */
    default DoubleParam kappa() {
        return own().kappa;
    }

    /** What is done to features first. */
    default Param<String> preprocess() {
        return own().preprocess;
    }

    /** Whether there is an intercept. */
    default BooleanParam intercept() {
        return own().intercept;
    }

    /** Gradient to reach. */
    default DoubleParam tolerance() {
        return own().tolerance;
    }

    /** Iterations of a fit. */
    default IntParam maxIter() {
        return own().maxIter;
    }

    /** Rows that are computed with at a time. */
    default IntParam blockRows() {
        return own().blockRows;
    }

    /** Rows that auto chooses by. */
    default IntParam searchRows() {
        return own().searchRows;
    }

    /** Seed of the rows that auto chooses by. */
    default LongParam seed() {
        return own().seed;
    }
}
