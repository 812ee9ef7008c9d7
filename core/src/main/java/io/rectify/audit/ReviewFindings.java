package io.rectify.audit;

import io.rectify.data.Labels;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What labels that a person has checked say of all of them.
 *
 * @param answers to the rows that were asked
 * @param recalibrated whether the answers were enough to learn from
 * @param noiseRate share of wrong labels among all, with its 95 % interval, whatever the noise is; none without a random sample
 * @param precision share of the flags that are right; none where the sample was drawn along another ranking
 * @param recall share of the wrong labels that are flagged; likewise
 */
public record ReviewFindings(
        Reviewed answers,
        boolean recalibrated,
        Optional<ReviewedEstimates.Estimate> noiseRate,
        Optional<ReviewedEstimates.Estimate> precision,
        Optional<ReviewedEstimates.Estimate> recall) {
    private static final double TIES = 1e-6;

    /**
     * What is believed of each label after learning: those that were checked are known.
     *
     * @param rule what is flagged by the model that learned, whatever was checked
     */
    record Learned(float[] wrong, double[] suspicion, int[] flagged, int[] rule, boolean recalibrated) {}

    /** Number of rows that were answered: of the sample, or of the list if there is no sample. */
    public int reviewed() {
        return answers.answers().size();
    }

    /** Number of rows that were answered beside the sample. */
    public int beside() {
        return answers.known().size() - reviewed();
    }

    /** Rows of the sample that were not. */
    public int unanswered() {
        return answers.unanswered();
    }

    /** Whether the rows were drawn at random by {@link ReviewSample}, so that they speak for the others. */
    public boolean isSample() {
        return answers.isSample();
    }

    static Learned learn(Reviewed reviewed, Labels given, Judgement judgement) {
        Recalibration learned = Recalibration.of(reviewed, given, judgement.features(), doubles(judgement.wrong()));
        if (learned.tooFewAnswers()) {
            return known(reviewed, given, judgement.wrong(), judgement.suspicion(), judgement.flagged(), false);
        }
        double[] p = learned.pWrong();
        float[] wrong = new float[p.length];
        double[] suspicion = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            wrong[i] = (float) p[i];
            double odds = Math.log(Math.max(1e-15, p[i])) - Math.log(Math.max(1e-15, 1 - p[i]));
            suspicion[i] = odds + TIES * judgement.suspicion()[i];
        }
        return known(reviewed, given, wrong, suspicion, Recalibration.flagsAtBestF1(p), true);
    }

    /** With the checked labels certain: those that are wrong before all others, those that are right after them. */
    private static Learned known(
            Reviewed reviewed,
            Labels given,
            float[] before,
            double[] suspicionBefore,
            int[] rule,
            boolean recalibrated) {
        float[] wrong = before.clone();
        double[] suspicion = suspicionBefore.clone();
        boolean[] flagged = LabelIssues.flags(rule, wrong.length);
        double first = Arrays.stream(suspicionBefore).max().orElseThrow() + 1;
        double last = Arrays.stream(suspicionBefore).min().orElseThrow() - 1;
        for (Reviewed.Answer answer : reviewed.known()) {
            boolean isWrong = answer.right() != given.get(answer.row());
            wrong[answer.row()] = isWrong ? 1 : 0;
            suspicion[answer.row()] = isWrong ? first : last;
            flagged[answer.row()] = isWrong;
        }
        int[] rows = IntStream.range(0, flagged.length).filter(i -> flagged[i]).toArray();
        return new Learned(wrong, suspicion, rows, rule, recalibrated);
    }

    private static double[] doubles(float[] values) {
        double[] copies = new double[values.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = values[i];
        }
        return copies;
    }

    static ReviewFindings of(Reviewed reviewed, Labels given, Judgement judgement, Learned learned) {
        Optional<ReviewedEstimates.Estimate> rate = Optional.empty();
        Optional<ReviewedEstimates.Estimate> precision = Optional.empty();
        Optional<ReviewedEstimates.Estimate> recall = Optional.empty();
        if (reviewed.isSample()) {
            int[] strata = ReviewSample.strata(judgement.ranking());
            if (reviewed.agreesWith(strata)) {
                ReviewedEstimates estimates = ReviewedEstimates.of(reviewed, given, doubles(judgement.wrong()), strata);
                rate = Optional.of(estimates.noiseRate());
                if (learned.rule().length > 0) {
                    precision = Optional.of(estimates.precision(learned.rule()));
                    recall = Optional.of(estimates.recall(learned.rule()));
                }
            } else {
                rate = Optional.of(ReviewedEstimates.noiseRate(reviewed, given));
            }
        }
        return new ReviewFindings(reviewed, learned.recalibrated(), rate, precision, recall);
    }
}
