package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccuracyChangeTest {
    private static Probabilities says(boolean[] right) {
        float[][] p = new float[right.length][2];
        for (int i = 0; i < p.length; i++) {
            p[i][0] = right[i] ? 0.9f : 0.1f;
            p[i][1] = 1 - p[i][0];
        }
        return Probabilities.of(Matrix.of(p));
    }

    /** Every label is class 0. All 100 rows were answered, so all is known: right before on 60, after on 60 + 15 − 5. */
    @Test
    void whereAllRowsAreKnownThereIsNoDoubt() {
        boolean[] before = new boolean[100];
        boolean[] after = new boolean[100];
        for (int i = 0; i < 100; i++) {
            before[i] = i < 60;
            after[i] = i >= 5 && i < 75;
        }
        int[] ranking = IntStream.range(0, 100).toArray();
        List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 100, 1);
        Reviewed all = Reviewed.ofSample(
                100, drawn, drawn.stream().collect(Collectors.toMap(ReviewSample.Row::row, row -> 0)));
        try (Probabilities first = says(before);
                Probabilities second = says(after)) {
            AccuracyChange change = AccuracyChange.of(all, first, second);
            assertThat(change.rows()).isEqualTo(100);
            assertThat(change.before().value()).isCloseTo(0.6, within(1e-12));
            assertThat(change.after().value()).isCloseTo(0.7, within(1e-12));
            assertThat(change.difference().value()).isCloseTo(0.1, within(1e-12));
            assertThat(change.difference().low()).isCloseTo(0.1, within(1e-12));
            assertThat(change.difference().high()).isCloseTo(0.1, within(1e-12));
            assertThat(change.isCertain()).isTrue();
            assertThat(change)
                    .hasToString("right on 60.0 % of rows before and 70.0 % after, +10.0 points (10.0 to 10.0)");
            AccuracyChange none = AccuracyChange.of(all, first, first);
            assertThat(none.difference().value()).isZero();
            assertThat(none.isCertain()).isFalse();
        }
    }

    @Test
    void fewRowsTellNothing() {
        int[] ranking = IntStream.range(0, 100).toArray();
        List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 29, 1);
        Map<Integer, Integer> right = drawn.stream().collect(Collectors.toMap(ReviewSample.Row::row, row -> 0));
        try (Probabilities first = says(new boolean[100]);
                Probabilities second = says(new boolean[100])) {
            AccuracyChange change = AccuracyChange.of(Reviewed.ofSample(100, drawn, right), first, second);
            assertThat(change.isKnown()).isFalse();
            assertThat(change).hasToString("cannot be told by 29 rows of the random sample; 30 are needed");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AccuracyChange.of(Reviewed.ofList(100, right), first, second))
                    .withMessageContaining("random sample");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AccuracyChange.of(Reviewed.ofList(9, Map.of()), first, second));
        }
    }

    /** The truth is known in a simulated world of 2,000 rows; of 400 samples each no more than 7 % of intervals may miss it. */
    @Test
    void intervalsHoldTheTruth() {
        for (double[] world :
                new double[][] {{0.80, 0.05, 0.05}, {0.80, 0.10, 0.02}, {0.60, 0.20, 0.15}, {0.90, 0.01, 0}}) {
            Random random = new Random(4);
            boolean[] before = new boolean[2000];
            boolean[] after = new boolean[2000];
            int gained = 0;
            for (int i = 0; i < before.length; i++) {
                // Rows at the front of the ranking are harder.
                double easy = i < 400 ? world[0] - 0.3 : world[0];
                before[i] = random.nextDouble() < easy;
                after[i] = before[i] ? random.nextDouble() >= world[2] : random.nextDouble() < world[1] / (1 - easy);
                gained += (after[i] ? 1 : 0) - (before[i] ? 1 : 0);
            }
            double truth = gained / 2000.0;
            int[] ranking = IntStream.range(0, 2000).toArray();
            int missed = 0;
            try (Probabilities first = says(before);
                    Probabilities second = says(after)) {
                for (int seed = 0; seed < 400; seed++) {
                    List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 150, seed);
                    AccuracyChange change = AccuracyChange.of(
                            Reviewed.ofSample(
                                    2000,
                                    drawn,
                                    drawn.stream().collect(Collectors.toMap(ReviewSample.Row::row, row -> 0))),
                            first,
                            second);
                    missed += truth < change.difference().low()
                                    || truth > change.difference().high()
                            ? 1
                            : 0;
                }
            }
            assertThat(missed)
                    .as("of 400 in world " + world[0] + " " + world[1])
                    .isLessThanOrEqualTo(28);
        }
    }
}
