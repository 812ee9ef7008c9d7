package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
    private static final Recipe FIRST = candidate(1);
    private static final Recipe SECOND = candidate(2);
    private static final Recipe THIRD = candidate(3);

    private static Recipe candidate(double kappa) {
        return Recipe.of(Method.TEACHER).withKappa(kappa);
    }

    /** One character for each row: 1 where the prediction is the given label. */
    private static Verdict verdict(String agrees, int evaluations) {
        boolean[] rows = new boolean[agrees.length()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = agrees.charAt(i) == '1';
        }
        double[] weights = new double[rows.length];
        Arrays.fill(weights, 1);
        return verdict(rows, weights, evaluations);
    }

    private static Verdict verdict(boolean[] agrees, double[] weights, int evaluations) {
        return new Verdict(new Hits(agrees, weights), new Hits(agrees, new double[agrees.length]), evaluations);
    }

    /** As if a row of weight 3 were there three times, but for the errors, which know that it is one. */
    @Test
    void rowsCountByTheirWeights() {
        Scoreboard board = new Scoreboard();
        double[] weights = {3, 1, 1, 1};
        board.add(FIRST, verdict(new boolean[] {true, false, false, true}, weights, 1));
        board.add(SECOND, verdict(new boolean[] {false, true, true, true}, weights, 1));
        assertThat(board.agreement(FIRST)).isCloseTo(4 / 6.0, within(1e-15));
        assertThat(board.agreement(SECOND)).isCloseTo(3 / 6.0, within(1e-15));
        Trial first = board.trials().get(0);
        Trial second = board.trials().get(1);
        assertThat(first.behind()).isZero();
        assertThat(first.standardError())
                .isCloseTo(Math.sqrt(9 * 1 / 9.0 + 4 / 9.0 + 4 / 9.0 + 1 / 9.0) / 6, within(1e-15));
        assertThat(second.behind()).isCloseTo(1 / 6.0, within(1e-15));
        double[] ahead = {1, -1, -1, 0};
        double squares = 0;
        for (int i = 0; i < 4; i++) {
            squares += weights[i] * weights[i] * (ahead[i] - 1 / 6.0) * (ahead[i] - 1 / 6.0);
        }
        assertThat(second.behindError()).isCloseTo(Math.sqrt(squares) / 6, within(1e-15));
    }

    /** Four of six rows were reviewed; the second is right on all of these, the first on half of what they stand for. */
    @Test
    void reviewedRowsAreComparedByWhatTheyStandFor() {
        Scoreboard board = new Scoreboard();
        double[] alike = {1, 1, 1, 1, 1, 1};
        double[] standFor = {5, 0, 2, 2, 0, 1};
        boolean[] agrees = {true, true, true, true, true, false};
        boolean[] fewer = {true, true, false, false, true, false};
        board.add(
                FIRST,
                new Verdict(
                        new Hits(agrees, alike),
                        new Hits(new boolean[] {false, true, true, true, true, true}, standFor),
                        1));
        board.add(
                SECOND,
                new Verdict(
                        new Hits(fewer, alike),
                        new Hits(new boolean[] {true, false, true, true, false, true}, standFor),
                        1));
        Trial first = board.trials().get(0);
        Trial second = board.trials().get(1);
        Comparison right = first.reviewed().orElseThrow();
        assertThat(right.rows()).isEqualTo(4);
        assertThat(right.share()).isEqualTo(0.5);
        assertThat(right.behind()).isEqualTo(0.5);
        assertThat(right.behindError()).isCloseTo(Math.sqrt((25 + 4 + 4 + 1) * 0.25) / 10, within(1e-15));
        assertThat(second.reviewed().orElseThrow().share()).isEqualTo(1);
        assertThat(first.behind()).isZero();
        assertThat(second.behind()).isCloseTo(2 / 6.0, within(1e-15));
        assertThat(first.refuted()).isTrue();
        assertThat(second.refuted()).isFalse();
        assertThat(AutoDistill.choose(board.trials(), 1)).isEqualTo(SECOND);
    }

    /** The second is behind by given labels beyond hope, and right where it was reviewed. */
    @Test
    void whatReviewedRowsSpeakForIsJudgedAgain() {
        Scoreboard board = new Scoreboard();
        String all = "1".repeat(40);
        String half = "10".repeat(20);
        double[] weights = new double[40];
        Arrays.fill(weights, 1);
        double[] none = new double[40];
        board.add(
                FIRST,
                new Verdict(
                        verdict(all, 1).given(),
                        new Hits(verdict(half, 1).given().hit(), none),
                        1));
        board.add(
                SECOND,
                new Verdict(
                        verdict(half, 1).given(),
                        new Hits(verdict(all, 1).given().hit(), none),
                        1));
        assertThat(board.finalists(16, 2)).containsExactly(FIRST);
        Scoreboard reviewed = new Scoreboard();
        reviewed.add(
                FIRST, new Verdict(verdict(all, 1).given(), verdict(half, 1).given(), 1));
        reviewed.add(
                SECOND, new Verdict(verdict(half, 1).given(), verdict(all, 1).given(), 1));
        assertThat(reviewed.finalists(16, 2)).containsExactly(FIRST, SECOND);
    }

    @Test
    void byHandOnOneFold() {
        Scoreboard board = new Scoreboard();
        board.add(FIRST, verdict("1111100000", 3));
        board.add(SECOND, verdict("1111011100", 4));
        assertThat(board.agreement(FIRST)).isEqualTo(0.5);
        Trial behind = board.trials().get(0);
        assertThat(behind.candidate()).isEqualTo(FIRST);
        assertThat(behind.rows()).isEqualTo(10);
        assertThat(behind.agreement()).isEqualTo(0.5);
        assertThat(behind.standardError()).isCloseTo(Math.sqrt(0.025), within(1e-15));
        assertThat(behind.behind()).isCloseTo(0.2, within(1e-15));
        assertThat(behind.behindError()).isCloseTo(Math.sqrt((0.4 - 0.04) / 10), within(1e-15));
        assertThat(behind.evaluations()).isEqualTo(3);
        Trial best = board.trials().get(1);
        assertThat(best.agreement()).isEqualTo(0.7);
        assertThat(best.behind()).isEqualTo(0);
        assertThat(best.behindError()).isEqualTo(0);
    }

    /** Behind by .5 with an error of √(.25/10) = .158, 3.16 of which are .5. */
    @Test
    void howFarBehindIsCountedInStandardErrorsOfTheDifference() {
        Scoreboard board = new Scoreboard();
        board.add(FIRST, verdict("1111111111", 3));
        board.add(SECOND, verdict("0000000000", 3));
        Verdict half = verdict("1111100000", 4);
        assertThat(board.isBehind(half, 3.1)).isTrue();
        assertThat(board.isBehind(half, 3.2)).isFalse();
        assertThat(board.isBehind(verdict("1111111111", 4), 0)).isFalse();
    }

    /** The first agrees with given labels everywhere; on reviewed rows, all of them, it is as often right as one that agrees with half. */
    @Test
    void whatReviewedRowsDoNotSpeakAgainstIsNotBehind() {
        Scoreboard board = new Scoreboard();
        Hits half = verdict("1111100000", 1).given();
        board.add(FIRST, new Verdict(verdict("1111111111", 1).given(), half, 1));
        assertThat(board.isBehind(new Verdict(half, half, 1), 3.1)).isFalse();
        Hits none = verdict("0000000000", 1).given();
        assertThat(board.isBehind(new Verdict(half, none, 1), 3.1)).isTrue();
    }

    /** The best is the best of those judged on most folds; the others are compared with it on the rows of their own. */
    @Test
    void byHandOnFoldsOfUnequalSize() {
        Scoreboard board = new Scoreboard();
        board.add(FIRST, verdict("1110", 1));
        board.add(SECOND, verdict("1100", 2));
        board.add(THIRD, verdict("1000", 4));
        board.add(SECOND, verdict("000001", 8));
        board.add(THIRD, verdict("111110", 16));
        assertThat(board.trials()).extracting(Trial::candidate).containsExactly(FIRST, SECOND, THIRD);
        assertThat(board.trials()).extracting(Trial::rows).containsExactly(4, 10, 10);
        assertThat(board.trials()).extracting(Trial::evaluations).containsExactly(1, 10, 20);
        Trial once = board.trials().get(0);
        assertThat(once.agreement()).isEqualTo(0.75);
        assertThat(once.behind()).isEqualTo(-0.5);
        assertThat(once.behindError()).isCloseTo(Math.sqrt((0.5 - 0.25) / 4), within(1e-15));
        Trial twice = board.trials().get(1);
        assertThat(twice.agreement()).isEqualTo(0.3);
        assertThat(twice.standardError()).isCloseTo(Math.sqrt(0.021), within(1e-15));
        assertThat(twice.behind()).isCloseTo(0.3, within(1e-15));
        assertThat(twice.behindError()).isCloseTo(Math.sqrt((0.7 - 0.09) / 10), within(1e-15));
        assertThat(board.trials().get(2).behind()).isEqualTo(0);
    }

    /** Mean and deviation of the differences row by row, as for any paired comparison. */
    @Test
    void theErrorIsThatOfPairedDifferences() {
        Random random = new Random(5);
        StringBuilder a = new StringBuilder();
        StringBuilder b = new StringBuilder();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 500; i++) {
            int own = random.nextInt(10) < 4 ? 1 : 0;
            int other = random.nextInt(10) < 7 ? 1 : 0;
            a.append(own);
            b.append(other);
            sum += other - own;
            squares += (other - own) * (other - own);
        }
        Scoreboard board = new Scoreboard();
        board.add(FIRST, verdict(a.substring(0, 200), 0));
        board.add(FIRST, verdict(a.substring(200), 0));
        board.add(SECOND, verdict(b.substring(0, 200), 0));
        board.add(SECOND, verdict(b.substring(200), 0));
        double mean = sum / 500;
        assertThat(board.trials().get(0).behind()).isCloseTo(mean, within(1e-12));
        assertThat(board.trials().get(0).behindError())
                .isCloseTo(Math.sqrt((squares / 500 - mean * mean) / 500), within(1e-12));
    }

    @Test
    void ofEqualsTheFirstIsTheBest() {
        Scoreboard board = new Scoreboard();
        board.add(THIRD, verdict("0110", 0));
        board.add(FIRST, verdict("1001", 0));
        board.add(SECOND, verdict("0010", 0));
        assertThat(board.trials()).extracting(Trial::behind).containsExactly(0.0, 0.0, 0.25);
        assertThat(board.trials().get(0).behindError()).isEqualTo(0);
        assertThat(board.trials().get(1).behindError()).isEqualTo(0.5);
        assertThat(board.trials().get(2).behindError()).isCloseTo(Math.sqrt(0.1875 / 4), within(1e-15));
    }

    @Test
    void whatWasNeverTriedHasNoAgreement() {
        Scoreboard board = new Scoreboard();
        assertThat(board.isEmpty()).isTrue();
        board.add(FIRST, verdict("10", 0));
        assertThat(board.isEmpty()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> board.agreement(SECOND))
                .withMessageContaining("never tried");
    }
}
