package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.audit.AnytimeRate.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnytimeRateTest {
    private static final int WORLDS = 1000;

    /** Rows by suspicion, of which a share is wrong, the more the higher their rank if the ranking is good. */
    private static boolean[] wrong(int rows, double rate, boolean good, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] wrong = new boolean[rows];
        int count = (int) Math.round(rate * rows);
        while (count > 0) {
            int row = good ? (int) (rows * Math.pow(random.nextDouble(), 3)) : random.nextInt(rows);
            if (!wrong[row]) {
                wrong[row] = true;
                count--;
            }
        }
        return wrong;
    }

    private static Map<Integer, Answer> answers(List<ReviewSample.Row> rows, boolean[] wrong) {
        Map<Integer, Answer> answers = new HashMap<>();
        rows.forEach(row -> answers.put(row.row(), wrong[row.row()] ? Answer.WRONG : Answer.RIGHT));
        return answers;
    }

    /**
     * Somebody looks after every answer: the truth is outside at any moment in no more than 5 % of samples. As limits only narrow, the last ones are
     * inside all others.
     */
    @ParameterizedTest
    @CsvSource({
        "3000,0.02,true,0.2",
        "3000,0.2,true,0.3",
        "3000,0.2,false,0.3",
        "3000,0.45,true,0.35",
        "400,0.2,true,0.2",
        "400,0.9,false,0.25"
    })
    void holdsWheneverOneLooks(int rows, double rate, boolean good, double narrow) {
        int[] ranking = IntStream.range(0, rows).toArray();
        boolean[] wrong = wrong(rows, rate, good, 5);
        double truth = IntStream.range(0, rows).filter(i -> wrong[i]).count() / (double) rows;
        int missed = 0;
        double width = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 200, seed);
            AnytimeRate last = AnytimeRate.of(rows, drawn, answers(drawn, wrong));
            missed += last.low() <= truth && truth <= last.high() ? 0 : 1;
            width += (last.high() - last.low()) / WORLDS;
        }
        System.out.printf("%d rows, %.2f wrong: outside %d of %d, width %.3f%n", rows, rate, missed, WORLDS, width);
        // Two standard deviations above 5 %.
        assertThat(missed).isLessThanOrEqualTo((int) (WORLDS * 0.05 + 2 * Math.sqrt(WORLDS * 0.05 * 0.95)));
        assertThat(width).as("and it says something").isLessThan(narrow);
    }

    /** Limits never widen with more answers, since none that was refused comes back. */
    @Test
    void limitsOnlyNarrow() {
        int[] ranking = IntStream.range(0, 1000).toArray();
        boolean[] wrong = wrong(1000, 0.3, true, 3);
        List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 120, 9);
        AnytimeRate before = AnytimeRate.of(1000, drawn, Map.of());
        assertThat(before).isEqualTo(new AnytimeRate(0, 1, 0));
        for (int asked = 1; asked <= 120; asked++) {
            AnytimeRate now = AnytimeRate.of(1000, drawn, answers(drawn.subList(0, asked), wrong));
            assertThat(now.low()).isGreaterThanOrEqualTo(before.low());
            assertThat(now.high()).isLessThanOrEqualTo(before.high());
            before = now;
        }
    }

    /** X has mean m whatever went before and is guessed: over every row that may come next, by hand, with strata of 100 rows (2, 3, 5, 10, 20, 60). */
    @Test
    void theNextValueIsFair() {
        boolean[] wrong = wrong(100, 0.3, true, 1);
        int[] sizes = ReviewSample.sizes(100);
        List<ReviewSample.Row> drawn = ReviewSample.draw(IntStream.range(0, 100).toArray(), 60, 4);
        int[] strata = ReviewSample.strata(IntStream.range(0, 100).toArray());
        boolean[] asked = new boolean[100];
        int[] left = new int[sizes.length];
        drawn.forEach(row -> left[row.stratum()]++);
        int found = 0;
        for (int t = 0; t < 20; t++) {
            int open = IntStream.of(left).sum();
            double mean = 0;
            boolean possible = true;
            double centre = 0;
            for (int h = 0; h < sizes.length; h++) {
                int stratum = h;
                centre += 0.3
                        * h
                        / 6
                        * IntStream.range(0, 100)
                                .filter(row -> strata[row] == stratum && !asked[row])
                                .count();
            }
            for (int h = 0; h < sizes.length; h++) {
                int stratum = h;
                int[] rows = IntStream.range(0, 100)
                        .filter(row -> strata[row] == stratum && !asked[row])
                        .toArray();
                possible &= rows.length == 0 || left[h] > 0;
                for (int row : rows) {
                    double q = (double) left[h] / open;
                    mean += q
                            / rows.length
                            * (found + centre + ((wrong[row] ? 1 : 0) - 0.3 * h / 6) * rows.length / q)
                            / 100;
                }
            }
            if (possible) {
                assertThat(mean).isCloseTo(0.3, within(1e-9));
            }
            ReviewSample.Row next = drawn.get(t);
            asked[next.row()] = true;
            left[next.stratum()]--;
            found += wrong[next.row()] ? 1 : 0;
        }
    }

    @Test
    void withoutAnAnswerARowMayBeEither() {
        int[] ranking = IntStream.range(0, 1000).toArray();
        boolean[] wrong = wrong(1000, 0.3, true, 3);
        List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 200, 2);
        Map<Integer, Answer> known = answers(drawn, wrong);
        Map<Integer, Answer> doubtful = new HashMap<>(known);
        Map<Integer, Answer> right = new HashMap<>(known);
        Map<Integer, Answer> bad = new HashMap<>(known);
        drawn.subList(20, 60).forEach(row -> {
            doubtful.put(row.row(), Answer.UNKNOWN);
            right.put(row.row(), Answer.RIGHT);
            bad.put(row.row(), Answer.WRONG);
        });
        AnytimeRate limits = AnytimeRate.of(1000, drawn, doubtful);
        assertThat(limits.low()).isEqualTo(AnytimeRate.of(1000, drawn, right).low());
        assertThat(limits.high()).isEqualTo(AnytimeRate.of(1000, drawn, bad).high());
        Map<Integer, Answer> open = new HashMap<>(known);
        open.remove(drawn.get(50).row());
        assertThat(AnytimeRate.of(1000, drawn, open).asked())
                .as("what comes behind an open row is not looked at")
                .isEqualTo(50);
    }
}
