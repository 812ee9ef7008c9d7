package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.metrics.Ranking;

/**
 * How well an audit finds wrong labels, where the right ones are known. A share of nothing is NaN.
 *
 * @param wrong W, labels that differ from the true ones
 * @param flagged F, labels that the audit flags
 * @param found H, labels that are both
 * @param averagePrecision of the {@linkplain LabelIssues#suspicion suspicion} of all rows; see {@link Ranking}
 * @param auroc of the same; NaN if all labels are wrong, or none
 */
public record Detection(int wrong, int flagged, int found, double averagePrecision, double auroc) {
    /**
     * Compares flags and ranking with the truth.
     *
     * @param truth the right labels of the same rows
     * @throws IllegalArgumentException if truth has another number of rows or other classes
     */
    public static Detection of(LabelIssues issues, Labels truth) {
        Labels given = issues.given();
        if (truth.size() != given.size() || !truth.names().equals(given.names())) {
            throw new IllegalArgumentException("true labels are " + truth.size() + " of " + truth.classCount()
                    + " classes but the audited labels are " + given.size() + " of " + given.classCount()
                    + "; rows and class names must be the same");
        }
        boolean[] wrong = new boolean[truth.size()];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = truth.get(i) != given.get(i);
        }
        int found = 0;
        for (int row : issues.flagged()) {
            found += wrong[row] ? 1 : 0;
        }
        return new Detection(
                truth.size() - truth.agreements(given),
                issues.flagged().length,
                found,
                Ranking.averagePrecision(issues.suspicion(), wrong),
                Ranking.auroc(issues.suspicion(), wrong));
    }

    /** H/F, the share of flags that are justified. */
    public double precision() {
        return (double) found / flagged;
    }

    /** H/W, the share of wrong labels that are flagged. */
    public double recall() {
        return (double) found / wrong;
    }

    /** 2·H/(F + W), the harmonic mean of precision and recall. */
    public double f1() {
        return 2.0 * found / (flagged + wrong);
    }

    /** 1 − H/F, the share of flags that are false alarms. */
    public double falseDiscoveryRate() {
        return 1 - precision();
    }
}
