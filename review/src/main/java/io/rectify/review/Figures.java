package io.rectify.review;

import io.rectify.audit.AnytimeRate;
import io.rectify.audit.ReviewedEstimates;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the work has come to so far.
 *
 * @param rows N
 * @param flagged rows that the audit flagged
 * @param kept rows whose label was found right
 * @param changed rows that got another
 * @param excluded rows to leave out
 * @param unsure rows that could not be told
 * @param skipped rows put off
 * @param disputed rows that reviewers disagree about
 * @param drawn size of the random sample
 * @param answered rows of it whose right label is known
 * @param noiseRate share of wrong labels among all, by the sample alone; null before its first answer
 * @param after what more answers to the sample would do; null before its first answer and at its end
 * @param anytime limits of the share of wrong labels that hold whenever one looks, where {@code noiseRate} holds for all of the sample
 * @param looked what came of the rows gone through by suspicion
 * @param precision share of the flags that are right, likewise
 * @param agreement of reviewers
 * @param sequence of the journal's last line
 */
public record Figures(
        int rows,
        int flagged,
        int kept,
        int changed,
        int excluded,
        int unsure,
        int skipped,
        int disputed,
        int drawn,
        int answered,
        @Nullable Share noiseRate,
        @Nullable Share precision,
        @Nullable After after,
        AnytimeRate anytime,
        Looked looked,
        Agreement agreement,
        long sequence) {

    static Figures of(AuditedRows rows, RowStates states, BlindSample sample, long sequence) {
        Tally tally = states.tally();
        List<Ballot> twice =
                tally.twice().stream().map(row -> states.row(row).ballot()).toList();
        return new Figures(
                rows.names().size(),
                sample.flagged(),
                tally.count(ReviewAnswer.Choice.KEEP),
                tally.count(ReviewAnswer.Choice.LABEL),
                tally.count(ReviewAnswer.Choice.EXCLUDE),
                tally.count(ReviewAnswer.Choice.UNSURE),
                tally.count(ReviewAnswer.Choice.SKIP),
                tally.count(ReviewAnswer.Choice.DISPUTED),
                sample.drawn().size(),
                sample.answered(),
                sample.rate(),
                sample.precision(),
                sample.after(),
                sample.anytime(),
                Looked.of(rows, states),
                Agreement.of(twice),
                sequence);
    }

    /**
     * What to expect.
     *
     * @param more answers to the sample
     * @param halfWidth of the noise rate's interval then
     */
    public record After(int more, double halfWidth) {}

    /**
     * The ranking as far as it was gone through without a gap: how many of its labels were wrong, and how many of the last {@value #LAST}.
     *
     * @param rows gone through
     * @param known of these, rows whose right label is known
     * @param wrong of these, rows whose label was wrong
     * @param last how many of the known ones are the last, {@value #LAST} or all
     * @param lastWrong of these, rows whose label was wrong
     */
    public record Looked(int rows, int known, int wrong, int last, int lastWrong) {
        private static final int LAST = 50;

        static Looked of(AuditedRows rows, RowStates states) {
            int looked = 0;
            int wrong = 0;
            BitSet known = new BitSet();
            int count = 0;
            for (int row : rows.ranking()) {
                ReviewAnswer.Choice choice = states.tally().choice(rows.names().number(row));
                if (choice == ReviewAnswer.Choice.OPEN) {
                    break;
                }
                looked++;
                if (choice == ReviewAnswer.Choice.KEEP || choice == ReviewAnswer.Choice.LABEL) {
                    known.set(count, choice == ReviewAnswer.Choice.LABEL);
                    wrong += choice == ReviewAnswer.Choice.LABEL ? 1 : 0;
                    count++;
                }
            }
            int last = Math.min(LAST, count);
            return new Looked(
                    looked, count, wrong, last, known.get(count - last, count).cardinality());
        }
    }

    /** A share with its 95 % interval. */
    public record Share(double value, double low, double high) {
        static @Nullable Share of(ReviewedEstimates.Estimate estimate) {
            return Double.isNaN(estimate.value()) ? null : new Share(estimate.value(), estimate.low(), estimate.high());
        }
    }
}
