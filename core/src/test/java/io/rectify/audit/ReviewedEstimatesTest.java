package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.audit.ReviewedEstimates.Estimate;
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

class ReviewedEstimatesTest {
    private static final int[] RANKING = IntStream.range(0, 100).toArray();
    private static final int[] STRATA = ReviewSample.strata(RANKING);

    /** Wrong labels of 100 rows in the order of suspicion: the first four, 7, 13 and 66. All were given class 0. */
    private static final List<Integer> WRONG = List.of(0, 1, 2, 3, 7, 13, 66);

    private static final Labels GIVEN = Labels.of(new int[100], 2);

    private static Reviewed reviewed(int... rows) {
        int[] sizes = ReviewSample.sizes(100);
        int[] drawn = new int[sizes.length];
        Arrays.stream(rows).forEach(row -> drawn[STRATA[row]]++);
        Map<Integer, Integer> right = new HashMap<>();
        Arrays.stream(rows).forEach(row -> right.put(row, WRONG.contains(row) ? 1 : 0));
        return Reviewed.ofSample(
                100,
                Arrays.stream(rows)
                        .mapToObj(row -> new ReviewSample.Row(
                                row, STRATA[row], (double) drawn[STRATA[row]] / sizes[STRATA[row]]))
                        .toList(),
                right);
    }

    private static ReviewedEstimates estimates(double[] pWrong, int... rows) {
        return ReviewedEstimates.of(reviewed(rows), GIVEN, pWrong, STRATA);
    }

    /**
     * Strata of 2, 3, 5, 10, 20, 60 rows, two reviewed in each; wrong are 2 of 2, 2 of 2, 1 of 2, 1 of 2, none and none: 2 + 3 + 2.5 + 5
     * = 12.5 of 100. Of the ten first rows, 2 + 3 + 2.5 = 7.5 are wrong, precision .75; 5 lie beyond, recall 7.5/12.5 = .6.
     */
    @Test
    void byHand() {
        ReviewedEstimates estimates = estimates(new double[100], 0, 1, 2, 3, 7, 8, 13, 14, 20, 30, 50, 80);
        assertThat(estimates.stratifiedRate().value()).isCloseTo(0.125, within(1e-15));
        int[] flags = Arrays.copyOf(RANKING, 10);
        assertThat(estimates.precision(flags).value()).isCloseTo(0.75, within(1e-15));
        assertThat(estimates.recall(flags).value()).isCloseTo(0.6, within(1e-15));
        assertThat(estimates.curve(RANKING, 10).get(0))
                .isEqualTo(new ReviewedEstimates.Point(10, estimates.precision(flags), estimates.recall(flags)));
    }

    /** One stratum alone: 20 rows of 60, five reviewed, none wrong; its upper limit is Jeffreys' times √(1 − (5/60)²). */
    @Test
    void anIntervalWithoutHitsIsOpen() {
        WrongRows rows = WrongRows.of(List.of(new WrongRows.Cell(60, 5, 0)));
        assertThat(rows.value()).isZero();
        assertThat(rows.low()).isZero();
        assertThat(rows.high())
                .isCloseTo(60 * BinomialLimits.jeffreysHigh(0, 5) * Math.sqrt(1 - 25.0 / 3600), within(1e-9));
    }

    /** Ten rows known, two of them wrong, and five of which nothing is known: three in fifteen, but from two to seven. */
    @Test
    void whatWasNotReviewedMayBeAnything() {
        WrongRows rows = WrongRows.of(List.of(new WrongRows.Cell(10, 10, 2), new WrongRows.Cell(5, 0, 0)));
        assertThat(rows).isEqualTo(new WrongRows(3, 2, 7));
        assertThat(WrongRows.of(List.of(new WrongRows.Cell(5, 0, 0)))).isEqualTo(new WrongRows(Double.NaN, 0, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everythingReviewedIsTheTruth(int seed) {
        ReviewedEstimates estimates = estimates(random(seed), RANKING);
        Estimate rate = new Estimate(0.07, 0.07, 0.07);
        equal(estimates.stratifiedRate(), rate);
        equal(estimates.predictionPoweredRate(), rate);
        equal(estimates.noiseRate(), rate);
        int[] flags = {0, 1, 7, 13, 20, 30, 66, 90};
        equal(estimates.precision(flags), new Estimate(5 / 8.0, 5 / 8.0, 5 / 8.0));
        equal(estimates.recall(flags), new Estimate(5 / 7.0, 5 / 7.0, 5 / 7.0));
        assertThat(estimates.classes()).hasSize(1);
        equal(estimates.classes().get(0).wrong(), rate);
    }

    private static void equal(Estimate actual, Estimate expected) {
        assertThat(actual.value()).isCloseTo(expected.value(), within(1e-12));
        assertThat(actual.low()).isCloseTo(expected.low(), within(1e-7));
        assertThat(actual.high()).isCloseTo(expected.high(), within(1e-7));
    }

    private static double[] random(long seed) {
        return new Random(seed).doubles(100).toArray();
    }

    /** A model that says the same of all rows of a stratum adds nothing to what the strata say. */
    @Test
    void aModelThatKnowsTheStrataOnlyChangesNothing() {
        double[] p = Arrays.stream(STRATA).mapToDouble(h -> 0.9 - 0.15 * h).toArray();
        ReviewedEstimates estimates = estimates(p, 0, 1, 2, 4, 7, 8, 13, 14, 20, 30, 50, 66);
        equal(estimates.predictionPoweredRate(), estimates.stratifiedRate());
    }

    /** The definition in plain loops: of a perfect model λ is 1 at most, and the formula holds for whatever it is. */
    @Test
    void predictionPoweredIsTheModelPutRight() {
        int[] rows = {0, 1, 2, 4, 7, 8, 9, 13, 14, 15, 20, 30, 35, 50, 66, 80, 90};
        double[] p = random(4);
        WRONG.forEach(row -> p[row] = Math.max(p[row], 0.7));
        ReviewedEstimates estimates = estimates(p, rows);
        int[] sizes = ReviewSample.sizes(100);
        double numerator = 0;
        double denominator = 0;
        double model = 0;
        double off = 0;
        for (int h = 0; h < 6; h++) {
            int stratum = h;
            int[] in = Arrays.stream(rows).filter(row -> STRATA[row] == stratum).toArray();
            int[] all =
                    Arrays.stream(RANKING).filter(row -> STRATA[row] == stratum).toArray();
            double pMean =
                    Arrays.stream(all).mapToDouble(row -> p[row]).average().orElseThrow();
            double pIn = Arrays.stream(in).mapToDouble(row -> p[row]).average().orElseThrow();
            double wIn = Arrays.stream(in)
                    .mapToDouble(row -> WRONG.contains(row) ? 1 : 0)
                    .average()
                    .orElseThrow();
            double covariance = Arrays.stream(in)
                    .mapToDouble(row -> (p[row] - pIn) * ((WRONG.contains(row) ? 1 : 0) - wIn))
                    .average()
                    .orElseThrow();
            double variance = Arrays.stream(all)
                    .mapToDouble(row -> (p[row] - pMean) * (p[row] - pMean))
                    .average()
                    .orElseThrow();
            double a = (double) sizes[h] * sizes[h] / in.length * (1 - (double) in.length / sizes[h]);
            numerator += a * covariance;
            denominator += a * variance;
        }
        double lambda = Math.min(1, Math.max(0, numerator / denominator));
        assertThat(lambda).isBetween(0.1, 0.999);
        for (int row = 0; row < 100; row++) {
            model += lambda * p[row];
        }
        for (int row : rows) {
            int h = STRATA[row];
            long n = Arrays.stream(rows).filter(r -> STRATA[r] == h).count();
            off += (double) sizes[h] / n * ((WRONG.contains(row) ? 1 : 0) - lambda * p[row]);
        }
        assertThat(estimates.predictionPoweredRate().value()).isCloseTo((model + off) / 100, within(1e-12));
        assertThat(estimates.isPredictionPowered()).isTrue();
        assertThat(estimates.noiseRate()).isEqualTo(estimates.predictionPoweredRate());
    }

    @Test
    void nothingFoundNothingFlaggedAndEverythingFlagged() {
        ReviewedEstimates none = estimates(new double[100], 4, 8, 9, 14, 15, 20, 30, 50, 80);
        assertThat(none.recall(new int[] {4, 8}).value()).isNaN();
        assertThat(none.precision(new int[0])).isEqualTo(new Estimate(Double.NaN, 0, 1));
        ReviewedEstimates some = estimates(new double[100], 0, 1, 2, 4, 7, 8, 13, 14, 20, 30, 50, 66);
        assertThat(some.recall(new int[0])).isEqualTo(new Estimate(0, 0, 0));
        assertThat(some.recall(RANKING)).isEqualTo(new Estimate(1, 1, 1));
        assertThat(some.precision(RANKING)).isEqualTo(some.stratifiedRate());
    }

    /** Where no row of the last stratum is answered, 60 of 100 rows may be anything. */
    @Test
    void aStratumWithoutAnswersWidensTheIntervalByAllItsRows() {
        ReviewedEstimates estimates = estimates(random(1), 0, 1, 2, 4, 7, 8, 13, 14, 20, 30);
        assertThat(estimates.noiseRate().high() - estimates.noiseRate().low()).isBetween(0.6, 1.0);
        assertThat(estimates.isPredictionPowered()).isFalse();
    }

    @Test
    void classesOfFewReviewedRowsAreLeftOut() {
        int[] classes = IntStream.range(0, 100).map(i -> i < 12 ? 0 : i % 2).toArray();
        Labels given = Labels.of(classes, 2);
        Map<Integer, Integer> right = new HashMap<>();
        List<ReviewSample.Row> rows = ReviewSample.draw(RANKING, 20, 3);
        rows.forEach(row -> right.put(row.row(), classes[row.row()]));
        List<ReviewedEstimates.ClassRate> rates = ReviewedEstimates.of(
                        Reviewed.ofSample(100, rows, right), given, new double[100], STRATA)
                .classes();
        long first = rows.stream().filter(row -> classes[row.row()] == 0).count();
        assertThat(20 - first).isLessThan(10);
        assertThat(rates).singleElement().satisfies(rate -> {
            assertThat(rate.label()).isZero();
            assertThat(rate.rows()).isEqualTo(56);
            assertThat(rate.reviewed()).isEqualTo((int) first);
            assertThat(rate.wrong().value()).isZero();
            assertThat(rate.wrong().high()).isPositive();
        });
    }

    @Test
    void whatIsNoSampleOfTheseRowsIsRefused() {
        Reviewed list = Reviewed.ofList(100, Map.of(1, 1));
        refused(() -> ReviewedEstimates.noiseRate(list, GIVEN), "not drawn at random");
        refused(() -> ReviewedEstimates.of(list, GIVEN, new double[100], STRATA), "not drawn at random");
        Reviewed sample = reviewed(0, 50);
        refused(() -> ReviewedEstimates.of(sample, GIVEN, new double[99], STRATA), "99 probabilities");
        double[] bad = new double[100];
        bad[7] = Double.NaN;
        refused(() -> ReviewedEstimates.of(sample, GIVEN, bad, STRATA), "probability of row 7");
        refused(() -> ReviewedEstimates.of(sample, GIVEN, new double[100], new int[100]), "the ranking has changed");
        refused(() -> ReviewedEstimates.noiseRate(sample, Labels.of(new int[99], 2)), "99 rows");
        refused(() -> ReviewedEstimates.noiseRate(sample, Labels.of(new int[100], 1)), "but there are 1 classes");
        ReviewedEstimates estimates = ReviewedEstimates.of(sample, GIVEN, new double[100], STRATA);
        refused(() -> estimates.precision(new int[] {3, 3}), "row 3 is there twice");
        refused(() -> estimates.recall(new int[] {100}), "row 100 is not");
        refused(() -> estimates.curve(RANKING, 101), "0 to 100");
    }

    private static void refused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
    }

    /** What is foretold after 60 of 200 answers is, on the mean of 40 samples, what comes to be after 120 and after all. */
    @Test
    void halfWidthsThatAreForetoldComeTrue() {
        int rows = 3000;
        int[] ranking = IntStream.range(0, rows).toArray();
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        Labels given = Labels.of(new int[rows], List.of("a", "b"));
        int[] right = IntStream.range(0, rows)
                .map(i -> random.nextDouble() < 0.6 * Math.exp(-3.0 * i / rows) ? 1 : 0)
                .toArray();
        int[] strata = ReviewSample.strata(ranking);
        double[] foretold = new double[2];
        double[] came = new double[2];
        for (int seed = 0; seed < 40; seed++) {
            List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 200, seed);
            ReviewedEstimates now = of(rows, drawn, right, 60, given, strata);
            assertThat(now.halfWidthAfter(0))
                    .isCloseTo((now.noiseRate().high() - now.noiseRate().low()) / 2, within(1e-12));
            for (int k = 0; k < 2; k++) {
                int more = k == 0 ? 60 : 140;
                foretold[k] += now.halfWidthAfter(more);
                ReviewedEstimates.Estimate then =
                        of(rows, drawn, right, 60 + more, given, strata).noiseRate();
                came[k] += (then.high() - then.low()) / 2;
            }
        }
        assertThat(foretold[0] / came[0]).isBetween(0.85, 1.15);
        assertThat(foretold[1] / came[1]).isBetween(0.85, 1.15);
    }

    private static ReviewedEstimates of(
            int rows, List<ReviewSample.Row> drawn, int[] right, int answered, Labels given, int[] strata) {
        Map<Integer, Integer> answers = new HashMap<>();
        drawn.subList(0, answered).forEach(row -> answers.put(row.row(), right[row.row()]));
        return ReviewedEstimates.of(Reviewed.ofSample(rows, drawn, answers), given, new double[rows], strata);
    }
}
