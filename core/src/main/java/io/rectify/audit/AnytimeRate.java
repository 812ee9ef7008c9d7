package io.rectify.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Limits of the share m of wrong labels that hold at every moment of a review at once, so that whoever looks after each answer and stops when
 * he likes is wrong no more often than 5 %. They are wider than those of {@link ReviewedEstimates}, which hold at the end of a sample of fixed size.
 *
 * <p>Rows of a {@link ReviewSample} come in random order. Of stratum h with N_h rows let r_h be still unasked, l_h of the sample among them,
 * q_h = l_h/Σ l, and p_h a guess of its share of wrong labels, (k_h + ½)/(n_h + 1) with k_h of n_h asked found wrong. When S of all rows asked are known
 * to be wrong and the next one, of stratum h, is wrong (w = 1) or right (w = 0),
 *
 * <pre>X = (S + Σ_g r_g·p_g + (w − p_h)·r_h/q_h)/N</pre>
 *
 * <p>has mean m given all before, whatever the guesses, and known bounds. So Π(1 + λ(X − m)) and Π(1 − λ(X − m)) are martingales for any
 * bets λ ≥ 0 that are made beforehand and keep them positive, and exceed 40 with probability 1/40 at most (Ville). Limits are the m of
 * which neither ever did. Bets are those for a sample of known size n, λ = √(2·ln 40/(n·V)) with V = Σ_h p_h(1 − p_h)·r_h²/(q_h·N²), cut at three quarters of
 * what is allowed.
 *
 * <p>Rows that were asked about and have no answer count as right below and as wrong above. Asking ends at the first row that is still open,
 * or when a stratum's part of the sample is used up.
 *
 * <p>Source: Waudby-Smith &amp; Ramdas 2024, Estimating means of bounded random variables by betting, JRSS B 86, sections 4 and 5.
 *
 * @param low of the limits
 * @param high of the limits
 * @param asked how many rows they rest on
 */
public record AnytimeRate(double low, double high, int asked) {
    private static final double LEVEL = 0.05;
    private static final int STEPS = 1000;
    private static final double PART = 0.75;

    /** What is known of a row that was asked about. */
    public enum Answer {
        RIGHT,
        WRONG,
        UNKNOWN
    }

    /**
     * Limits after the answers so far.
     *
     * @param rows N
     * @param drawn the whole sample, in the order in which it is asked
     * @param answers by row; rows that are still open are missing
     * @return 0 and 1 if nothing was asked
     */
    public static AnytimeRate of(int rows, List<ReviewSample.Row> drawn, Map<Integer, Answer> answers) {
        Side below = new Side(rows, drawn, 1);
        Side above = new Side(rows, drawn, -1);
        int asked = 0;
        for (ReviewSample.Row row : drawn) {
            Answer answer = answers.get(row.row());
            if (answer == null || !below.take(row.stratum(), answer == Answer.WRONG)) {
                break;
            }
            above.take(row.stratum(), answer != Answer.RIGHT);
            asked++;
        }
        return new AnytimeRate(below.low(), above.high(), asked);
    }

    /** Bets that m is larger than each of a grid of values, or smaller. */
    private static final class Side {
        private final int rows;
        private final int sign;
        private final int count;
        private final int[] unasked;
        private final int[] left;
        private final int[] asked;
        private final int[] wrongs;
        private final double[] wealth = new double[STEPS + 1];
        private final boolean[] refused = new boolean[STEPS + 1];
        private int found;

        Side(int rows, List<ReviewSample.Row> drawn, int sign) {
            this.rows = rows;
            this.sign = sign;
            this.count = drawn.size();
            this.unasked = ReviewSample.sizes(rows);
            this.left = new int[unasked.length];
            this.asked = new int[left.length];
            this.wrongs = new int[left.length];
            drawn.forEach(row -> left[row.stratum()]++);
            Arrays.fill(wealth, 1);
        }

        /** Whether the row could be taken: every row that was not asked about could have been the next. */
        boolean take(int stratum, boolean wrong) {
            int open = Arrays.stream(left).sum();
            double centre = found;
            double lowest = 0;
            double highest = 0;
            double variance = 0;
            for (int h = 0; h < left.length; h++) {
                if (unasked[h] > 0 && left[h] == 0) {
                    return false;
                }
                if (unasked[h] > 0) {
                    double guess = (wrongs[h] + 0.5) / (asked[h] + 1);
                    double weight = (double) unasked[h] * open / left[h];
                    centre += unasked[h] * guess;
                    lowest = Math.max(lowest, weight * guess);
                    highest = Math.max(highest, weight * (1 - guess));
                    variance += guess * (1 - guess) * weight * unasked[h] / rows / rows;
                }
            }
            double least = (centre - lowest) / rows;
            double most = (centre + highest) / rows;
            double guess = (wrongs[stratum] + 0.5) / (asked[stratum] + 1);
            double value = (centre + ((wrong ? 1 : 0) - guess) * unasked[stratum] * open / left[stratum]) / rows;
            double bet = Math.sqrt(2 * Math.log(2 / LEVEL) / (count * variance));
            for (int i = 0; i <= STEPS; i++) {
                double m = (double) i / STEPS;
                double room = sign > 0 ? m - least : most - m;
                // Where there is no room the value is impossible already, or no bet is needed.
                wealth[i] *= room > 0 ? 1 + sign * Math.min(bet, PART / room) * (value - m) : 1;
                refused[i] |= wealth[i] >= 2 / LEVEL;
            }
            unasked[stratum]--;
            left[stratum]--;
            asked[stratum]++;
            wrongs[stratum] += wrong ? 1 : 0;
            found += wrong ? 1 : 0;
            return true;
        }

        /** The last value below which all were refused, one step lower for the grid's sake; and no less than what was found. */
        double low() {
            int first = 0;
            while (first < STEPS && refused[first]) {
                first++;
            }
            return Math.max((double) found / rows, Math.max(0, first - 1) / (double) STEPS);
        }

        double high() {
            int last = STEPS;
            while (last > 0 && refused[last]) {
                last--;
            }
            double most = (found + (double) Arrays.stream(unasked).sum()) / rows;
            return Math.min(most, Math.min(STEPS, last + 1) / (double) STEPS);
        }
    }
}
