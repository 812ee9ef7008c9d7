package io.rectify.report;

import java.util.List;

/**
 * How far confidence can be believed, before and after temperature scaling.
 *
 * @param outputs what is shown, for example {@code outputs of the model on test rows}
 * @param labels what accuracy is measured by, for example {@code given labels} or {@code true labels}
 * @param before outputs as the model gives them
 * @param after outputs after scaling
 */
public record Reliability(String outputs, String labels, Curve before, Curve after) {
    /** @throws IllegalArgumentException if outputs or labels is blank */
    public Reliability {
        Require.notBlank("outputs", outputs);
        Require.notBlank("labels", labels);
    }

    /**
     * One set of outputs.
     *
     * @param ece expected calibration error
     * @param bins of confidence, ascending; those without rows may be left out
     */
    public record Curve(double ece, List<Bin> bins) {
        /** @throws IllegalArgumentException if ece is not between 0 and 1 or there are no bins */
        public Curve {
            Require.share("ece", ece);
            bins = List.copyOf(bins);
            Require.notEmpty("bins", bins);
        }
    }

    /**
     * Rows of similar confidence.
     *
     * @param confidence mean probability of the predicted class
     * @param accuracy share of rows whose prediction is the label
     * @param rows how many
     */
    public record Bin(double confidence, double accuracy, long rows) {
        /** @throws IllegalArgumentException if a share is not between 0 and 1 or rows is negative */
        public Bin {
            Require.share("confidence", confidence);
            Require.share("accuracy", accuracy);
            Require.notNegative("rows", rows);
        }
    }
}
