package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import java.util.Locale;
import java.util.Optional;

/**
 * How often a classifier is right about rows it has not seen, by noisy labels alone, and as far as that can be told.
 *
 * <p>With p_i the probabilities of row i's true class that an audit of its held-out outputs found, the accuracy is the mean of p_i,ŷ over
 * the predictions ŷ. It rests on the audit's assumption that mistakes depend on the class alone; where that is refuted, a classifier may
 * agree with labels because it repeats their mistakes, and nothing is stated. Where a random sample of rows was reviewed it rests on nothing but
 * that: the accuracy is the share of the sample that it is right about, weighed by how the rows were drawn ({@link ReviewedEstimates}).
 *
 * @param estimate share of rows it is right about; NaN where it cannot be told
 * @param low the least that may be stated: end of an interval of 95 %: the error of the agreement and 2 points for the model, both over the share of labels that are
 *     right, since so much of what the classifier is right about shows; 0 where it cannot be told
 * @param high the most
 * @param agreement share of given labels that held-out predictions are, wrong ones included
 * @param inverseTemperature β at which the classifier's mean confidence is that accuracy; where it cannot be told, β that suits the
 *     given labels best
 * @param reviewed rows of a random sample that it was measured on; 0 if it rests on noisy labels
 */
public record StatedAccuracy(
        double estimate, double low, double high, double agreement, double inverseTemperature, int reviewed) {
    /** What the model may be off by. */
    private static final double MODEL = 0.02;

    private static final long SEED = 11;

    /**
     * @param outputs of the classifier on rows it was not fitted to
     * @param audit of the labels by these outputs
     * @param threads to compute with
     */
    public static StatedAccuracy of(OutOfSample outputs, Labels given, Audit audit, int threads) {
        int n = given.size();
        int[] predicted = outputs.asTrained().argmax();
        double agreement = given.agreement(predicted);
        Optional<Reviewed> sample = audit.review()
                .filter(review -> review.isSample() && review.reviewed() > 0)
                .map(ReviewFindings::answers);
        int[] some = SomeRows.of(given, SEED);
        try (Matrix logs = SomeRows.logarithms(outputs.asTrained(), some, threads)) {
            if (sample.isPresent()) {
                Reviewed answers = sample.get();
                ReviewedEstimates.Estimate wrong =
                        ReviewedEstimates.noiseRate(answers, given.map(row -> predicted[row]));
                double measured = 1 - wrong.value();
                return new StatedAccuracy(
                        measured,
                        1 - wrong.high(),
                        1 - wrong.low(),
                        agreement,
                        Temperature.matching(logs, measured, threads).inverse(),
                        answers.answers().size());
            }
            NoiseEvidence.Verdict verdict = audit.evidence().verdict();
            if (verdict == NoiseEvidence.Verdict.FOLLOWS_FEATURES || verdict == NoiseEvidence.Verdict.UNKNOWN) {
                double beta = Temperature.fit(logs, given.select(some), threads).inverse();
                return new StatedAccuracy(Double.NaN, 0, 1, agreement, beta > 0 ? beta : 1, 0);
            }
            double[] sum = {0};
            audit.issues().softLabels().forEachRow((i, row) -> sum[0] += row[predicted[i]]);
            double accuracy = sum[0] / n;
            double sampling = NoiseTransition.QUANTILE * Math.sqrt(agreement * (1 - agreement) / n);
            double error = (MODEL + sampling) / (1 - audit.noise().rate());
            double least = verdict == NoiseEvidence.Verdict.SINGLE ? accuracy : Math.min(accuracy, agreement);
            return new StatedAccuracy(
                    accuracy,
                    Math.max(0, least - error),
                    Math.min(1, accuracy + error),
                    agreement,
                    Temperature.matching(logs, accuracy, threads).inverse(),
                    0);
        }
    }

    /** Such as "right for about 93.1 % (90.9 to 95.3), if mistakes depend on the class alone". */
    @Override
    public String toString() {
        return Double.isNaN(estimate)
                ? String.format(
                        Locale.ROOT,
                        "agrees with %.1f %% of held-out given labels; how often it is right cannot be told,"
                                + " since mistakes follow the features or classes overlap",
                        100 * agreement)
                : String.format(
                        Locale.ROOT,
                        "right for about %.1f %% (%.1f to %.1f), %s",
                        100 * estimate,
                        100 * low,
                        100 * high,
                        reviewed > 0 ? "by " + reviewed + " reviewed rows" : "if mistakes depend on the class alone");
    }
}
