package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.metrics.Ranking;
import java.util.Arrays;
import java.util.List;

/**
 * What reviewed rows teach of the others: the probability that each label is wrong, by logistic regression of wrong on features
 * of the rows, such as −ln p_own, ln(p_other/p_own) with the best other class, and the neighbours' votes for that class less those for the
 * given one.
 *
 * <p>An answer weighs as many rows as it stands for, 1/inclusion, or 1 if it is of no random sample and so speaks for its own row alone; weights w are divided by
 * Σ w²/Σ w, so that they sum to the effective number of answers (Kish 1965, Survey Sampling, section 11.7). Features are
 * standardised over all rows. A ridge of 1 on their coefficients stands for one answer's worth of doubt and keeps few answers safe;
 * the intercept is free, so that the mean of p over answers, so weighted, is the share of them that is wrong.
 *
 * <p>The array is read row by row and not copied; it is to be read only.
 *
 * @param pWrong N probabilities, of reviewed rows too; those of the model before if answers were too few
 * @param tooFewAnswers whether there are fewer than {@value #LEAST_ANSWERS} answers, or all are alike, so that nothing was learned
 * @param coefficients per standard deviation of each feature, after the intercept; empty if nothing was learned
 * @param converged whether the regression reached its minimum; true if there was none to make
 */
public record Recalibration(double[] pWrong, boolean tooFewAnswers, List<Double> coefficients, boolean converged) {
    /** Answers from which anything is learned. */
    public static final int LEAST_ANSWERS = 10;

    private static final double RIDGE = 1;

    /**
     * Learns from answers.
     *
     * @param given labels of all N rows
     * @param features N×d, finite
     * @param prior N probabilities that labels are wrong, kept if answers are too few
     * @throws IllegalArgumentException if sizes differ, a right class is not one of the K, or a feature is not finite
     */
    public static Recalibration of(Reviewed reviewed, Labels given, double[][] features, double[] prior) {
        int n = given.size();
        if (reviewed.rows() != n || features.length != n || prior.length != n) {
            throw new IllegalArgumentException("labels has " + n + " rows but features has " + features.length
                    + ", prior probabilities has " + prior.length + " and rows were reviewed of " + reviewed.rows());
        }
        checkFeatures(features);
        List<Reviewed.Answer> answers = reviewed.known();
        boolean[] wrong = new boolean[answers.size()];
        int wrongCount = 0;
        for (int i = 0; i < wrong.length; i++) {
            Reviewed.Answer answer = answers.get(i);
            if (answer.right() >= given.classCount()) {
                throw new IllegalArgumentException("right class of row " + answer.row() + " is " + answer.right()
                        + " but there are " + given.classCount() + " classes");
            }
            wrong[i] = answer.right() != given.get(answer.row());
            wrongCount += wrong[i] ? 1 : 0;
        }
        if (wrong.length < LEAST_ANSWERS || wrongCount == 0 || wrongCount == wrong.length) {
            return new Recalibration(prior.clone(), true, List.of(), true);
        }
        double[][] standard = standardised(features);
        double[][] x = answers.stream().map(answer -> standard[answer.row()]).toArray(double[][]::new);
        RidgeLogistic.Fit fit = RidgeLogistic.fit(x, wrong, weights(answers), RIDGE);
        return new Recalibration(
                Arrays.stream(standard).mapToDouble(fit::probability).toArray(),
                false,
                Arrays.stream(fit.coefficients()).boxed().toList(),
                fit.converged());
    }

    /**
     * The rows to flag for the highest F₁ that can be expected, 2·Σ_S p/(|S| + Σ p): the rows of highest p down to some threshold, which is
     * half of the F₁ reached (Lipton, Elkan &amp; Naryanaswamy 2014, arXiv 1402.1892, theorem 1).
     *
     * @param pWrong N probabilities that labels are wrong
     * @return rows, most probably wrong first, equal ones by index; none if no label can be wrong
     * @throws IllegalArgumentException if a probability is outside [0, 1]
     */
    public static int[] flagsAtBestF1(double[] pWrong) {
        double all = 0;
        for (int i = 0; i < pWrong.length; i++) {
            if (!(pWrong[i] >= 0 && pWrong[i] <= 1)) {
                throw new IllegalArgumentException(
                        "probability of row " + i + " must lie between 0 and 1 but is " + pWrong[i]);
            }
            all += pWrong[i];
        }
        int[] order = Ranking.descending(pWrong);
        double sum = 0;
        double best = 0;
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            sum += pWrong[order[i]];
            boolean tied = i + 1 < order.length && pWrong[order[i + 1]] == pWrong[order[i]];
            double f1 = 2 * sum / (i + 1 + all);
            if (!tied && f1 > best) {
                best = f1;
                count = i + 1;
            }
        }
        return Arrays.copyOf(order, count);
    }

    private static void checkFeatures(double[][] features) {
        for (int i = 0; i < features.length; i++) {
            if (features[i].length != features[0].length) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + features[i].length + " features but row 0 has " + features[0].length);
            }
            for (double value : features[i]) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("features must be finite but row " + i + " has " + value);
                }
            }
        }
    }

    private static double[] weights(List<Reviewed.Answer> answers) {
        double sum = 0;
        double squares = 0;
        for (Reviewed.Answer answer : answers) {
            sum += answer.weight();
            squares += answer.weight() * answer.weight();
        }
        double unit = squares / sum;
        return answers.stream().mapToDouble(answer -> answer.weight() / unit).toArray();
    }

    /** Each feature less its mean, over its standard deviation; 0 if it is constant. */
    private static double[][] standardised(double[][] features) {
        int n = features.length;
        int d = features[0].length;
        double[][] result = new double[n][d];
        for (int j = 0; j < d; j++) {
            double mean = 0;
            for (double[] row : features) {
                mean += row[j] / n;
            }
            double variance = 0;
            for (double[] row : features) {
                variance += (row[j] - mean) * (row[j] - mean) / n;
            }
            double deviation = Math.sqrt(variance);
            boolean constant = !(deviation > 1e-12 * Math.abs(mean));
            for (int i = 0; i < n; i++) {
                result[i][j] = constant ? 0 : (features[i][j] - mean) / deviation;
            }
        }
        return result;
    }
}
