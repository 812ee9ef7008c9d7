package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecalibrationTest {
    /**
     * Σ p = 2: flagging one row gives 2·.9/3 = .6, two 2·1.7/4 = .85, three 2·1.9/5 = .76, all 2·2/6 = .667. Two are flagged, and the
     * threshold lies between .2 and .8, as .85/2 does.
     */
    @Test
    void flagsByHand() {
        assertThat(Recalibration.flagsAtBestF1(new double[] {0.1, 0.8, 0.2, 0.9}))
                .containsExactly(3, 1);
    }

    /** All sets of rows, one after another. */
    @Test
    void noSetOfRowsHasAHigherExpectedF1() {
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            double power = 1 + 6 * random.nextDouble();
            double[] p = random.doubles(9)
                    .map(u -> Math.rint(8 * Math.pow(u, power)) / 8)
                    .toArray();
            double best = 0;
            for (int set = 1; set < 1 << 9; set++) {
                int bits = set;
                best = Math.max(
                        best,
                        f1(
                                p,
                                IntStream.range(0, 9)
                                        .filter(i -> (bits >> i & 1) == 1)
                                        .toArray()));
            }
            int[] flags = Recalibration.flagsAtBestF1(p);
            assertThat(flags.length == 0 ? 0 : f1(p, flags)).isCloseTo(best, within(1e-12));
            double lowest = Arrays.stream(flags).mapToDouble(i -> p[i]).min().orElse(2);
            assertThat(Arrays.stream(p).filter(value -> value >= lowest).count())
                    .isEqualTo(flags.length);
        }
    }

    private static double f1(double[] p, int[] rows) {
        double all = Arrays.stream(p).sum();
        return all == 0 ? 0 : 2 * Arrays.stream(rows).mapToDouble(i -> p[i]).sum() / (rows.length + all);
    }

    @Test
    void noFlagsWhereNoLabelCanBeWrong() {
        assertThat(Recalibration.flagsAtBestF1(new double[5])).isEmpty();
        assertThat(Recalibration.flagsAtBestF1(new double[0])).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recalibration.flagsAtBestF1(new double[] {0.5, 1.5}))
                .withMessageContaining("row 1");
    }

    /** Rows whose label is wrong with probability σ(2·x₀ − 3), and two features that say nothing. */
    private record World(double[][] features, int[] right, double[] truth, int[] ranking) {
        static World draw(int n, long seed) {
            Random random = new Random(seed);
            double[][] features = new double[n][3];
            int[] right = new int[n];
            double[] truth = new double[n];
            for (int i = 0; i < n; i++) {
                features[i] = new double[] {random.nextGaussian(), 40 + 7 * random.nextGaussian(), 2};
                truth[i] = 1 / (1 + Math.exp(3 - 2 * features[i][0]));
                right[i] = random.nextDouble() < truth[i] ? 1 : 0;
            }
            int[] ranking = IntStream.range(0, n)
                    .boxed()
                    .sorted((a, b) -> Double.compare(features[b][0], features[a][0]))
                    .mapToInt(i -> i)
                    .toArray();
            return new World(features, right, truth, ranking);
        }

        Labels given() {
            return Labels.of(new int[right.length], 2);
        }

        Reviewed sample(int count, long seed) {
            List<ReviewSample.Row> rows = ReviewSample.draw(ranking, count, seed);
            Map<Integer, Integer> answers = new HashMap<>();
            rows.forEach(row -> answers.put(row.row(), right[row.row()]));
            return Reviewed.ofSample(right.length, rows, answers);
        }
    }

    /** Answers of a sample that leans on suspicious rows, weighed by 1/inclusion, lead to the probabilities that drew the labels. */
    @Test
    void probabilitiesAreLearned() {
        World world = World.draw(20_000, 1);
        Recalibration learned =
                Recalibration.of(world.sample(6000, 2), world.given(), world.features(), new double[20_000]);
        double off = 0;
        for (int i = 0; i < 20_000; i++) {
            off += Math.abs(learned.pWrong()[i] - world.truth()[i]) / 20_000;
        }
        assertThat(off).isLessThan(0.01);
        assertThat(learned.tooFewAnswers()).isFalse();
        assertThat(learned.converged()).isTrue();
        assertThat(learned.coefficients()).hasSize(4);
        assertThat(learned.coefficients().get(3)).isZero();
    }

    /** The free intercept: the weighted mean of p over the answers is the weighted share that is wrong. */
    @ParameterizedTest
    @ValueSource(ints = {30, 100, 400})
    void theSampleIsMetOnAverage(int count) {
        World world = World.draw(3000, 5);
        Reviewed reviewed = world.sample(count, 4);
        Recalibration learned = Recalibration.of(reviewed, world.given(), world.features(), new double[3000]);
        double sum = 0;
        for (Reviewed.Answer answer : reviewed.answers()) {
            sum += answer.weight() * (learned.pWrong()[answer.row()] - answer.right());
        }
        assertThat(sum / 3000).isCloseTo(0, within(1e-7));
    }

    @Test
    void scaleAndOriginOfFeaturesDoNotMatter() {
        World world = World.draw(500, 5);
        double[][] other = Arrays.stream(world.features())
                .map(x -> new double[] {1000 - 3 * x[0], 1e-6 * x[1], 17})
                .toArray(double[][]::new);
        Reviewed reviewed = world.sample(60, 4);
        double[] a = Recalibration.of(reviewed, world.given(), world.features(), new double[500])
                .pWrong();
        double[] b = Recalibration.of(reviewed, world.given(), other, new double[500])
                .pWrong();
        assertThat(a).containsExactly(b, within(1e-6));
    }

    /** With one wrong label in ten, or one right one, at any place, all probabilities are finite and none is certain. */
    @Test
    void fewAnswersAreSafe() {
        World world = World.draw(500, 9);
        for (int odd = 0; odd < 10; odd++) {
            for (int most = 0; most < 2; most++) {
                Map<Integer, Integer> answers = new HashMap<>();
                for (int i = 0; i < 10; i++) {
                    answers.put(50 * i, i == odd ? 1 - most : most);
                }
                double[] p = Recalibration.of(
                                Reviewed.ofList(500, answers), world.given(), world.features(), new double[500])
                        .pWrong();
                assertThat(Arrays.stream(p).min().orElseThrow()).isGreaterThan(1e-4);
                assertThat(Arrays.stream(p).max().orElseThrow()).isLessThan(1 - 1e-4);
            }
        }
    }

    @Test
    void tooFewOrEqualAnswersLeaveTheModelAsItWas() {
        World world = World.draw(100, 9);
        double[] prior = new Random(1).doubles(100).toArray();
        Map<Integer, Integer> nine = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            nine.put(i, i % 2);
        }
        Map<Integer, Integer> alike = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            alike.put(i, 1);
        }
        for (Map<Integer, Integer> answers : List.of(Map.<Integer, Integer>of(), nine, alike)) {
            Recalibration kept =
                    Recalibration.of(Reviewed.ofList(100, answers), world.given(), world.features(), prior);
            assertThat(kept.tooFewAnswers()).isTrue();
            assertThat(kept.pWrong()).containsExactly(prior);
            assertThat(kept.coefficients()).isEmpty();
        }
        nine.put(50, 0);
        assertThat(Recalibration.of(Reviewed.ofList(100, nine), world.given(), world.features(), prior)
                        .tooFewAnswers())
                .isFalse();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        World world = World.draw(20, 9);
        Reviewed list = Reviewed.ofList(20, Map.of(3, 2));
        double[] prior = new double[20];
        refused(() -> Recalibration.of(list, world.given(), world.features(), prior), "class of row 3 is 2");
        refused(() -> Recalibration.of(list, world.given(), world.features(), new double[19]), "has 19");
        world.features()[4][1] = Double.POSITIVE_INFINITY;
        refused(() -> Recalibration.of(list, world.given(), world.features(), prior), "row 4 has Infinity");
    }

    private static void refused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
    }
}
