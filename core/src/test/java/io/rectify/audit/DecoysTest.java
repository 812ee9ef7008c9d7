package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecoysTest {
    private static final int ROWS = 2000;
    private static final int SEEDS = 20;

    private static final NearestRows NONE = NearestRows.of(Matrix.zeros(1, 1), Groups.ofSingleRows(1), 1, 1);

    private static NoiseTransition known(double[][] transitions) {
        return new NoiseTransition(transitions, new double[transitions.length], 0.2, 0.1, 0.3, 1, 50);
    }

    private static Decoys of(NoisyRows rows, double shrinkage, int threads) {
        Matrix q = Samples.matrix(rows.posteriors());
        Suspicion suspicion = new Suspicion(q, rows.given(), NONE, Groups.ofSingleRows(q.rows()), shrinkage, threads);
        return new Decoys(
                q, rows.given(), known(rows.transitions()), suspicion, suspicion.ofGiven(threads), shrinkage, threads);
    }

    /**
     * Rows 1 and 3 judge rows 0, 2 and 4 by a T of .8 of each label right, since their outputs are even. Rows 0, 2 and 4 are of class 0 for sure, so
     * that label 1 of each is a decoy of weight 1; scored by .9, .99 and .999, decoys have ln(.25·.9/.1) = .81, ln(.25·99) = 3.21 and 5.52.
     * Row 2 was given it: the decoys of row 0 and of both judges, scored below 0, are less suspicious, 3 of 5, and its own may be, so that u is
     * between .6 and .8. No other label is more suspicious than 2 of 5, so that #{u > .5} = 1 and π(.5) = 1/(5·.5) = .4.
     */
    @Test
    void workedExample() {
        Matrix sure = Samples.matrix(new double[][] {{1, 0}, {0.5, 0.5}, {1, 0}, {0.5, 0.5}, {1, 0}});
        Matrix q = Samples.matrix(new double[][] {{0.9, 0.1}, {0.5, 0.5}, {0.99, 0.01}, {0.5, 0.5}, {0.999, 0.001}});
        Labels given = Labels.of(new int[] {0, 0, 1, 1, 0}, 2);
        Suspicion suspicion = new Suspicion(q, given, NONE, Groups.ofSingleRows(q.rows()), 200, 1);
        Decoys decoys =
                new Decoys(sure, given, known(NoisyRows.symmetric(2, 0.2)), suspicion, suspicion.ofGiven(1), 200, 1);
        assertThat(decoys.ranks()[2]).isBetween(0.6, 0.8);
        for (int right : new int[] {0, 1, 3, 4}) {
            assertThat(decoys.ranks()[right]).isBetween(0.0, 0.4);
        }
        assertThat(decoys.beyond(0.5)).isEqualTo(1);
        assertThat(decoys.rateBeyond(0.5)).isCloseTo(0.4, within(1e-12));
        assertThat(decoys.spread()).isDeepEqualTo(new double[][] {{0, 1}, {1, 0}});
    }

    /** Weight w_ij = Σ_c r_ic T°_cj, u and π by their definitions in plain loops; T° has settled after five rounds. */
    @Test
    void ranksAreSharesOfDecoyWeight() {
        NoisyRows rows = NoisyRows.draw(300, NoisyRows.symmetric(3, 0.2), 5, 1);
        Matrix q = Samples.matrix(rows.posteriors());
        Suspicion suspicion = new Suspicion(q, rows.given(), NONE, Groups.ofSingleRows(q.rows()), 1e9, 1);
        Decoys decoys = new Decoys(q, rows.given(), known(rows.transitions()), suspicion, suspicion.ofGiven(1), 1e9, 1);
        float[] scores = suspicion.of(IntStream.range(0, 300).toArray());
        double[][] w = new double[300][3];
        double all = 0;
        for (int i = 0; i < 300; i++) {
            double[] r = new double[3];
            for (int c = 0; c < 3; c++) {
                int label = rows.labels()[i];
                double t = c == label ? 1 - decoys.rate() : decoys.rate() * decoys.spread()[c][label];
                r[c] = rows.posteriors()[i][c] * t;
            }
            double sum = Arrays.stream(r).sum();
            for (int j = 0; j < 3; j++) {
                for (int c = 0; c < 3; c++) {
                    w[i][j] += r[c] / sum * decoys.spread()[c][j];
                }
                all += w[i][j];
            }
        }
        for (int i = 0; i < 300; i++) {
            double own = scores[3 * i + rows.labels()[i]];
            double below = 0;
            for (int other = 0; other < 300; other++) {
                for (int j = 0; j < 3; j++) {
                    below += scores[3 * other + j] < own ? w[other][j] / all : 0;
                }
            }
            assertThat(decoys.ranks()[i]).isCloseTo(below, within(0.004));
        }
        for (double level : new double[] {0.1, 0.5, 0.9}) {
            long beyond = Arrays.stream(decoys.ranks()).filter(u -> u > level).count();
            assertThat(decoys.beyond(level)).isEqualTo(beyond);
            assertThat(decoys.rateBeyond(level)).isCloseTo(beyond / 300.0 / (1 - level), within(1e-12));
        }
        Grenander density = Grenander.of(decoys.ranks());
        for (int i = 0; i < 300; i++) {
            double expected = Math.min(1, decoys.rate() / density.at(decoys.ranks()[i]));
            assertThat(decoys.wrong()[i]).isCloseTo(expected, within(1e-9));
        }
    }

    static Stream<Arguments> known() {
        return Stream.of(
                Arguments.of("symmetric", NoisyRows.symmetric(4, 0.2), 200.0, 0.05),
                Arguments.of("symmetric, few wrong", NoisyRows.symmetric(10, 0.05), 200.0, 0.02),
                Arguments.of("two classes", NoisyRows.symmetric(2, 0.1), 200.0, 1e-9),
                Arguments.of("pairs", NoisyRows.flips(4, 0.2), 2.0, 0.05),
                Arguments.of("pairs of many classes", NoisyRows.flips(10, 0.2), 2.0, 0.1));
    }

    /**
     * From exact posteriors of classes that overlap little: #{u > .3} of Nπ wrong labels is binomial, so that π is off by √(π·.3/.7/N) from the
     * share that is wrong; √n times the Kolmogorov distance of n uniform numbers has mean .87 and exceeds 1.63 once in a hundred times. p(wrong) is
     * nearly right where it is small or large, and too small between ½ and .9, by up to .15 where few labels are wrong.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("known")
    void wrongLabelsRankUniformlyAndTheirShareIsFound(
            String name, double[][] transitions, double shrinkage, double tolerance) {
        int k = transitions.length;
        double squares = 0;
        double bias = 0;
        double variance = 0;
        double distance = 0;
        double[] binRows = new double[4];
        double[] binWrong = new double[4];
        double[] binExpected = new double[4];
        double[][] spread = new double[k][k];
        for (int seed = 0; seed < SEEDS; seed++) {
            NoisyRows rows = NoisyRows.draw(ROWS, transitions, 12, seed);
            Decoys decoys = of(rows, shrinkage, 2);
            double share = IntStream.range(0, ROWS).filter(rows::wrong).count() / (double) ROWS;
            bias += (decoys.rate() - share) / SEEDS;
            squares += Math.pow(decoys.rate() - share, 2) / SEEDS;
            variance += share * 0.3 / 0.7 / ROWS / SEEDS;
            double[] u = IntStream.range(0, ROWS)
                    .filter(rows::wrong)
                    .mapToDouble(i -> decoys.ranks()[i])
                    .sorted()
                    .toArray();
            double most = 0;
            for (int i = 0; i < u.length; i++) {
                most = Math.max(most, Math.max(u[i] - i / (double) u.length, (i + 1.0) / u.length - u[i]));
            }
            distance += most * Math.sqrt(u.length) / SEEDS;
            for (int i = 0; i < ROWS; i++) {
                double p = decoys.wrong()[i];
                int bin = p < 0.05 ? 0 : p < 0.5 ? 1 : p < 0.9 ? 2 : 3;
                binRows[bin]++;
                binExpected[bin] += p;
                binWrong[bin] += rows.wrong(i) ? 1 : 0;
            }
            for (int c = 0; c < k; c++) {
                for (int j = 0; j < k; j++) {
                    spread[c][j] += decoys.spread()[c][j] / SEEDS;
                }
            }
        }
        assertThat(Math.sqrt(squares / variance))
                .as("error of the rate over its sampling error")
                .isLessThan(1.5);
        assertThat(distance).as("Kolmogorov distance").isBetween(0.6, 1.1);
        for (int b = 0; b < 4; b++) {
            double tolerated = b == 0 || b == 3 ? 0.02 : b == 1 ? 0.06 : 0.17;
            assertThat(binWrong[b] / binRows[b])
                    .as("share wrong in bin %d", b)
                    .isCloseTo(binExpected[b] / binRows[b], within(tolerated));
        }
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                double expected = c == j ? 0 : transitions[c][j] / (1 - transitions[c][c]);
                assertThat(spread[c][j]).as("T° of %d to %d", c, j).isCloseTo(expected, within(tolerance));
            }
        }
    }

    @Test
    void threadsDoNotMatter() {
        NoisyRows rows = NoisyRows.draw(40_000, NoisyRows.flips(4, 0.2), 6, 3);
        Decoys one = of(rows, 50, 1);
        Decoys three = of(rows, 50, 3);
        assertThat(three.ranks()).isEqualTo(one.ranks());
        assertThat(three.wrong()).isEqualTo(one.wrong());
        assertThat(three.spread()).isDeepEqualTo(one.spread());
    }
}
