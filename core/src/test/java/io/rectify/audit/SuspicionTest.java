package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspicionTest {
    private static int[] rows(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private static NearestRows nearest(int rows, int count) {
        return NearestRows.of(Samples.gaussian(rows, 3, 1, 5), Groups.ofSingleRows(rows), count, 1);
    }

    /**
     * Rows 1 and 3 judge rows 0 and 2. Outputs of theirs are even and their labels 0 and 1, so that T stays where it starts, .8 of each label
     * right; of which .99 is believed: .792 right, .208 wrong. Row 0 has outputs (.9, .1): label 0 is right by .9·.792 = .7128 and wrong by
     * .1·.208 = .0208, label 1 right by .0792 and wrong by .1872. The other three rows vote 2 to 1: −½·ln(2.5/4) = .2350 and
     * −½·ln(1.5/4) = .4904. So ln(.0208/.7128) + .2350 = −3.2992 and ln(.1872/.0792) + .4904 = 1.3506.
     */
    @Test
    void workedExample() {
        Matrix q = Samples.matrix(new double[][] {{0.9, 0.1}, {0.5, 0.5}, {0.7, 0.3}, {0.5, 0.5}});
        Labels given = Labels.of(new int[] {1, 0, 0, 1}, 2);
        Suspicion suspicion = new Suspicion(q, given, nearest(4, 10), Groups.ofSingleRows(q.rows()), 200, 1);
        assertThat(suspicion.of(rows(0, 1))).containsExactly(new float[] {-3.2992f, 1.3506f}, within(1e-4f));
        assertThat(suspicion.ofGiven(1)[0]).isCloseTo(1.3506, within(1e-4));
    }

    /** The noise matrix of every other row, by its definition ({@link TransitionEm}), in plain loops, of which .99 is believed. */
    private static double[][] transitions(double[][] q, int[] labels, int half, double shrinkage) {
        int k = q[0].length;
        double[][] t = NoisyRows.symmetric(k, 0.2);
        for (int iteration = 0; iteration < 20; iteration++) {
            double[][] counts = new double[k][k];
            for (int i = half; i < q.length; i += 2) {
                double sum = 0;
                for (int c = 0; c < k; c++) {
                    sum += q[i][c] * t[c][labels[i]];
                }
                for (int c = 0; c < k; c++) {
                    counts[c][labels[i]] += q[i][c] * t[c][labels[i]] / sum;
                }
            }
            double all = 0;
            double wrong = 0;
            for (int c = 0; c < k; c++) {
                all += Arrays.stream(counts[c]).sum();
                wrong += Arrays.stream(counts[c]).sum() - counts[c][c];
            }
            for (int c = 0; c < k; c++) {
                double rows = Arrays.stream(counts[c]).sum();
                double off = rows - counts[c][c];
                double rate = (off + 100 * wrong / all) / (rows + 100);
                for (int j = 0; j < k; j++) {
                    t[c][j] = j == c ? 1 - rate : rate * (counts[c][j] + shrinkage / (k - 1)) / (off + shrinkage);
                }
            }
        }
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                t[c][j] = 0.99 * t[c][j] + (j == c ? 0 : 0.01 / (k - 1));
            }
        }
        return t;
    }

    @ParameterizedTest
    @CsvSource({"2, 10, 200", "4, 10, 10", "7, 1, 50", "3, 0, 200"})
    void scoresAreTheFormula(int k, int count, double shrinkage) {
        int n = 301;
        NoisyRows rows = NoisyRows.draw(n, NoisyRows.flips(k, 0.25), 2, k);
        int[] labels = rows.labels();
        NearestRows nearest = count == 0 ? nearest(1, 1) : nearest(n, count);
        Matrix q = Samples.matrix(rows.posteriors());
        Suspicion suspicion = new Suspicion(q, rows.given(), nearest, Groups.ofSingleRows(q.rows()), shrinkage, 2);
        float[] scores = suspicion.of(rows(0, n));
        double[] own = suspicion.ofGiven(2);
        for (int i = 0; i < n; i++) {
            double[][] t = transitions(rows.posteriors(), labels, 1 - i % 2, shrinkage);
            for (int j = 0; j < k; j++) {
                double wrong = 0;
                for (int c = 0; c < k; c++) {
                    wrong += c == j ? 0 : rows.posteriors()[i][c] * t[c][j];
                }
                int votes = 0;
                for (int c = 0; c < nearest.count(); c++) {
                    votes += labels[nearest.get(i, c)] == j ? 1 : 0;
                }
                double expected = Math.log(wrong / (rows.posteriors()[i][j] * t[j][j]))
                        - Math.log((votes + 0.5) / (nearest.count() + k / 2.0)) / 2;
                assertThat((double) scores[i * k + j]).isCloseTo(expected, within(2e-3));
            }
            assertThat(own[i]).isEqualTo(scores[i * k + labels[i]]);
        }
        assertThat(suspicion.of(rows(7, 9))).containsExactly(Arrays.copyOfRange(scores, 7 * k, 9 * k));
        assertThat(new Suspicion(q, rows.given(), nearest, Groups.ofSingleRows(q.rows()), shrinkage, 1).of(rows(0, n)))
                .containsExactly(scores);
    }

    /** Decoys rest on it: no score of a row changes, by a single bit, with the label that the row was given. */
    @Test
    void theOwnLabelHasNoPart() {
        NoisyRows rows = NoisyRows.draw(60, NoisyRows.symmetric(3, 0.3), 2, 4);
        NearestRows nearest = nearest(60, 10);
        Matrix q = Samples.matrix(rows.posteriors());
        float[] scores = new Suspicion(q, rows.given(), nearest, Groups.ofSingleRows(q.rows()), 50, 1).of(rows(0, 60));
        for (int i = 0; i < 60; i++) {
            int[] labels = rows.labels().clone();
            labels[i] = (labels[i] + 1) % 3;
            Suspicion changed = new Suspicion(q, Labels.of(labels, 3), nearest, Groups.ofSingleRows(q.rows()), 50, 1);
            assertThat(changed.of(rows(i, i + 1))).containsExactly(Arrays.copyOfRange(scores, 3 * i, 3 * i + 3));
            assertThat(changed.of(rows(0, 60))).as("but others do").isNotEqualTo(scores);
        }
    }

    /** Rows i and i + 31 are copies, in halves of their own if rows were halved by number. */
    @Test
    void theLabelOfACopyHasNoPart() {
        NoisyRows rows = NoisyRows.draw(62, NoisyRows.symmetric(3, 0.3), 2, 4);
        Groups copies = Groups.of(IntStream.range(0, 62).map(i -> i % 31).toArray());
        NearestRows none = NearestRows.of(Matrix.zeros(1, 1), Groups.ofSingleRows(1), 1, 1);
        Matrix q = Samples.matrix(rows.posteriors());
        float[] scores = new Suspicion(q, rows.given(), none, copies, 50, 1).of(rows(0, 62));
        for (int i = 0; i < 31; i++) {
            int[] labels = rows.labels().clone();
            labels[i + 31] = (labels[i + 31] + 1) % 3;
            assertThat(new Suspicion(q, Labels.of(labels, 3), none, copies, 50, 1).of(rows(i, i + 1)))
                    .containsExactly(Arrays.copyOfRange(scores, 3 * i, 3 * i + 3));
        }
    }
}
