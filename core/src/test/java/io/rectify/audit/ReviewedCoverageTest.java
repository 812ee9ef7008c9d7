package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.audit.ReviewedEstimates.Estimate;
import io.rectify.data.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often 95 % intervals hold the truth, which is known, over samples of fixed worlds. In all of 480 such worlds (1,000 and 5,000 rows; 1, 5,
 * 20, 45 % wrong; five rankings; three models; 50 to 400 reviewed) .938 or more of 1,000 samples did; here is a part.
 */
class ReviewedCoverageTest {
    private static final int SEEDS = 400;

    /**
     * Rows of which the first are wrong.
     *
     * @param ranking by a score that wrong rows have so much more of
     * @param flags as many rows as are wrong, by another score
     * @param pWrong of a model
     */
    private record World(int[] right, Labels given, int wrong, int[] ranking, int[] flags, double[] pWrong) {
        static World draw(int rows, double rate, double signal, String model) {
            Random random = new Random(rows + (long) (1000 * rate + 10 * signal));
            int wrong = (int) Math.round(rate * rows);
            int[] right = new int[rows];
            int[] given = new int[rows];
            double[] score = new double[rows];
            double[] other = new double[rows];
            double[] p = new double[rows];
            for (int i = 0; i < rows; i++) {
                right[i] = random.nextInt(4);
                given[i] = i < wrong ? (right[i] + 1) % 4 : right[i];
                score[i] = (i < wrong ? signal : 0) + random.nextGaussian();
                other[i] = score[i] + (i < wrong ? 0.5 : 0) + random.nextGaussian();
                double logit = signal * score[i] - signal * signal / 2 + Math.log(rate / (1 - rate));
                p[i] = 1
                        / (1
                                + Math.exp(
                                        -switch (model) {
                                            case "calibrated" -> logit;
                                            case "sure" -> 2 * logit + 2;
                                            default -> 0.3 * logit - 5;
                                        }));
            }
            int[] flags = Arrays.copyOf(byScore(other), wrong);
            return new World(right, Labels.of(given, 4), wrong, byScore(score), flags, p);
        }

        private static int[] byScore(double[] score) {
            return IntStream.range(0, score.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(score[b], score[a]))
                    .mapToInt(i -> i)
                    .toArray();
        }

        double share(int[] rows) {
            return (double) Arrays.stream(rows).filter(i -> i < wrong).count() / rows.length;
        }

        ReviewedEstimates review(int count, long seed) {
            List<ReviewSample.Row> sample = ReviewSample.draw(ranking, count, seed);
            Map<Integer, Integer> answers = new HashMap<>();
            sample.forEach(row -> answers.put(row.row(), right[row.row()]));
            return ReviewedEstimates.of(
                    Reviewed.ofSample(right.length, sample, answers), given, pWrong, ReviewSample.strata(ranking));
        }
    }

    /** Counts how often each kind of interval holds. */
    private static final class Held {
        private final Map<String, int[]> held = new LinkedHashMap<>();

        void add(String kind, Estimate estimate, double truth) {
            boolean holds = estimate.low() <= truth + 1e-9 && truth <= estimate.high() + 1e-9;
            int[] counts = held.computeIfAbsent(kind, k -> new int[2]);
            counts[holds ? 0 : 1]++;
        }

        void check(String world) {
            held.forEach((kind, counts) -> assertThat((double) counts[0] / (counts[0] + counts[1]))
                    .as("%s, %s", kind, world)
                    .isGreaterThanOrEqualTo(0.93));
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 50", "1000, 200", "4000, 100"})
    void intervalsHold(int rows, int count) {
        for (double rate : new double[] {0.01, 0.05, 0.2, 0.45}) {
            for (double signal : new double[] {0, 2, 4}) {
                for (String model : List.of("calibrated", "sure", "low")) {
                    World world = World.draw(rows, rate, signal, model);
                    Held held = new Held();
                    for (int seed = 0; seed < SEEDS; seed++) {
                        ReviewedEstimates estimates = world.review(count, seed);
                        double truth = (double) world.wrong() / rows;
                        held.add("stratified rate", estimates.stratifiedRate(), truth);
                        held.add("prediction-powered rate", estimates.predictionPoweredRate(), truth);
                        held.add("noise rate", estimates.noiseRate(), truth);
                        if (model.equals("calibrated")) {
                            // As many flags as wrong labels, so precision and recall are the same.
                            double share = world.share(world.flags());
                            held.add("precision", estimates.precision(world.flags()), share);
                            held.add("recall", estimates.recall(world.flags()), share);
                        }
                    }
                    held.check(rows + " rows, " + rate + " wrong, signal " + signal + ", " + model);
                }
            }
        }
    }

    /** A model that separates rows within strata makes the interval narrower than strata alone do, and a useless one hardly wider. */
    @Test
    void aGoodModelHelpsAndABadOneDoesNoHarm() {
        double[] ratio = new double[2];
        World separable = World.draw(4000, 0.45, 4, "calibrated");
        World useless = World.draw(4000, 0.2, 0, "sure");
        for (int seed = 0; seed < 100; seed++) {
            ReviewedEstimates good = separable.review(200, seed);
            ReviewedEstimates bad = useless.review(200, seed);
            ratio[0] += good.noiseRate().width() / good.stratifiedRate().width() / 100;
            ratio[1] +=
                    bad.predictionPoweredRate().width() / bad.stratifiedRate().width() / 100;
        }
        assertThat(ratio[0]).isLessThan(0.9);
        assertThat(ratio[1]).isBetween(0.95, 1.02);
    }

    @Test
    void classesHold() {
        World world = World.draw(2000, 0.1, 2, "calibrated");
        Held held = new Held();
        for (int seed = 0; seed < SEEDS; seed++) {
            for (ReviewedEstimates.ClassRate rate : world.review(200, seed).classes()) {
                int[] rows = IntStream.range(0, 2000)
                        .filter(i -> world.given().get(i) == rate.label())
                        .toArray();
                held.add("class " + rate.label(), rate.wrong(), world.share(rows));
            }
        }
        assertThat(held.held).hasSize(4);
        held.check("2000 rows");
    }
}
