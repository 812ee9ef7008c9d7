package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTransitionTest {
    private static NoiseTransition estimate(NoisyRows rows) {
        return NoiseTransition.likelihood(rows.outputs(), rows.given(), 2);
    }

    private static void isClose(double[][] actual, double[][] expected, double tolerance) {
        for (int c = 0; c < expected.length; c++) {
            for (int j = 0; j < expected.length; j++) {
                assertThat(actual[c][j]).as("T of %d to %d", c, j).isCloseTo(expected[c][j], within(tolerance));
            }
        }
    }

    /** Rows of T and the priors are probabilities, and the rate lies in its interval. */
    private static void isSound(NoiseTransition noise) {
        for (double[] row : noise.transitions()) {
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-9));
            assertThat(Arrays.stream(row)).allMatch(v -> v >= 0 && v <= 1);
        }
        assertThat(Arrays.stream(noise.priors()).sum()).isCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(noise.priors())).allMatch(v -> v >= 0);
        double rate = noise.rate();
        assertThat(noise.low()).isBetween(0.0, Double.isNaN(rate) ? 0 : rate);
        assertThat(noise.high()).isBetween(Double.isNaN(rate) ? 1 : rate, 1.0);
    }

    static Stream<Arguments> known() {
        return Stream.of(
                Arguments.of("symmetric", NoisyRows.symmetric(4, 0.3), 0.04),
                Arguments.of("many classes", NoisyRows.symmetric(10, 0.2), 0.05),
                Arguments.of("flips", NoisyRows.flips(4, 0.3), 0.05),
                Arguments.of("none", NoisyRows.symmetric(4, 0), 0.02),
                Arguments.of("two classes", new double[][] {{0.9, 0.1}, {0.3, 0.7}}, 0.04));
    }

    /**
     * By counting. Outputs for class 0 are .9, .6, .2, .1, the labels 0, 0, 1, 0. Rows given 0 usually have (.9 + .6 + .1)/3 for it, the one
     * given 1 has .8: two rows reach the one and two the other. Both of class 0 are given 0, and of class 1 one is given 0 and one
     * is given 1, so that one label in four is wrong.
     */
    @Test
    void workedExample() {
        Probabilities p =
                Probabilities.of(Matrix.of(new float[][] {{0.9f, 0.1f}, {0.6f, 0.4f}, {0.2f, 0.8f}, {0.1f, 0.9f}}));
        NoiseTransition counted =
                NoiseTransition.confidentJoint(OutOfSample.stated(p, ""), Labels.of(new int[] {0, 0, 1, 0}, 2));
        assertThat(counted.transitions()).isDeepEqualTo(new double[][] {{1, 0}, {0.5, 0.5}});
        assertThat(counted.priors()).containsExactly(0.5, 0.5);
        assertThat(counted.rate()).isEqualTo(0.25);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("known")
    void likelihoodFindsKnownTransitions(String name, double[][] transitions, double tolerance) {
        NoisyRows rows = NoisyRows.draw(10_000, transitions, 4, 1);
        NoiseTransition noise = estimate(rows);
        isSound(noise);
        isClose(noise.transitions(), transitions, tolerance);
        assertThat(noise.rate()).isCloseTo(rows.expectedRate(), within(0.02));
        assertThat(noise.inverseTemperature()).isBetween(0.75, 1.4);
        double[] priors = new double[rows.classes()];
        for (double[] p : rows.posteriors()) {
            for (int c = 0; c < p.length; c++) {
                priors[c] += p[c] / rows.posteriors().length;
            }
        }
        assertThat(noise.priors()).containsExactly(priors, within(0.02));
    }

    @Test
    void intervalHoldsTheRateForMostSeeds() {
        int held = 0;
        for (int seed = 0; seed < 20; seed++) {
            NoisyRows rows = NoisyRows.draw(3000, NoisyRows.symmetric(4, 0.2), 4, seed);
            NoiseTransition noise = estimate(rows);
            held += noise.low() <= 0.2 && 0.2 <= noise.high() ? 1 : 0;
            assertThat(noise.high() - noise.low()).isLessThan(0.1);
        }
        assertThat(held).isGreaterThanOrEqualTo(15);
    }

    /** Four times the rows, half the interval; each is told from ten draws only, so that the mean of six is looked at. */
    @Test
    void intervalShrinksWithTheRootOfTheRows() {
        double few = 0;
        double many = 0;
        for (int seed = 0; seed < 6; seed++) {
            NoiseTransition one = estimate(NoisyRows.draw(1500, NoisyRows.symmetric(3, 0.2), 4, seed));
            NoiseTransition other = estimate(NoisyRows.draw(6000, NoisyRows.symmetric(3, 0.2), 4, 10 + seed));
            few += one.high() - one.low();
            many += other.high() - other.low();
        }
        assertThat(few / many).isBetween(1.4, 2.8);
    }

    /** p(given) under the estimate, but for its shrinkage, is that under the transitions the labels were drawn from. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("known")
    void noKnownTransitionsAreMoreLikely(String name, double[][] transitions, double tolerance) {
        NoisyRows rows = NoisyRows.draw(6000, transitions, 4, 2);
        NoiseTransition noise = estimate(rows);
        assertThat(logLikelihood(rows, noise.transitions(), noise.inverseTemperature()))
                .isGreaterThan(logLikelihood(rows, transitions, 1) - 0.02 * 6000);
    }

    private static double logLikelihood(NoisyRows rows, double[][] transitions, double beta) {
        double sum = 0;
        for (int i = 0; i < rows.labels().length; i++) {
            double all = 0;
            double label = 0;
            for (int c = 0; c < rows.classes(); c++) {
                double p = Math.pow(rows.posteriors()[i][c], beta);
                all += p;
                label += p * transitions[c][rows.labels()[i]];
            }
            sum += Math.log(label / all);
        }
        return sum;
    }

    /** One more expectation in float64 gives the same rate and priors. */
    @Test
    void likelihoodIsAFixedPoint() {
        NoisyRows rows = NoisyRows.draw(5000, NoisyRows.flips(5, 0.25), 4, 9);
        NoiseTransition noise = estimate(rows);
        int k = rows.classes();
        double[] priors = new double[k];
        double wrong = 0;
        int n = rows.labels().length;
        for (int i = 0; i < n; i++) {
            double[] r = new double[k];
            for (int c = 0; c < k; c++) {
                r[c] = Math.pow(rows.posteriors()[i][c], noise.inverseTemperature())
                        * noise.transitions()[c][rows.labels()[i]];
            }
            double sum = Arrays.stream(r).sum();
            for (int c = 0; c < k; c++) {
                priors[c] += r[c] / sum / n;
                wrong += c == rows.labels()[i] ? 0 : r[c] / sum / n;
            }
        }
        assertThat(noise.rate()).isCloseTo(wrong, within(1e-3));
        assertThat(noise.priors()).containsExactly(priors, within(1e-3));
    }

    @Test
    void outputsTooSharpOrTooSoftAreMended() {
        NoisyRows rows = NoisyRows.draw(10_000, NoisyRows.symmetric(4, 0.2), 3, 5);
        for (double power : new double[] {0.5, 2}) {
            double[][] p = Arrays.stream(rows.posteriors())
                    .map(row -> {
                        double[] q =
                                Arrays.stream(row).map(v -> Math.pow(v, power)).toArray();
                        double sum = Arrays.stream(q).sum();
                        return Arrays.stream(q).map(v -> v / sum).toArray();
                    })
                    .toArray(double[][]::new);
            NoiseTransition noise = NoiseTransition.likelihood(
                    OutOfSample.stated(Probabilities.of(Samples.matrix(p)), ""), rows.given(), 2);
            assertThat(noise.inverseTemperature()).isCloseTo(1 / power, withinPercentage(10));
            isClose(noise.transitions(), rows.transitions(), 0.04);
        }
    }

    @Test
    void namesOfClassesDoNotMatter() {
        NoisyRows rows = NoisyRows.draw(4000, NoisyRows.flips(5, 0.3), 3, 6);
        int[] to = Samples.permutation(5, 7);
        double[][] p = new double[4000][5];
        int[] labels = new int[4000];
        for (int i = 0; i < p.length; i++) {
            labels[i] = to[rows.labels()[i]];
            for (int c = 0; c < 5; c++) {
                p[i][to[c]] = rows.posteriors()[i][c];
            }
        }
        NoisyRows renamed = new NoisyRows(p, labels, labels, rows.transitions());
        same(estimate(rows), estimate(renamed), to, 1e-5);
        same(
                NoiseTransition.confidentJoint(rows.outputs(), rows.given()),
                NoiseTransition.confidentJoint(renamed.outputs(), renamed.given()),
                to,
                1e-9);
    }

    private static void same(NoiseTransition a, NoiseTransition b, int[] to, double tolerance) {
        assertThat(b.rate()).isCloseTo(a.rate(), within(tolerance));
        assertThat(b.inverseTemperature()).isCloseTo(a.inverseTemperature(), within(1e-9));
        for (int c = 0; c < to.length; c++) {
            assertThat(b.priors()[to[c]]).isCloseTo(a.priors()[c], within(tolerance));
            for (int j = 0; j < to.length; j++) {
                assertThat(b.transitions()[to[c]][to[j]]).isCloseTo(a.transitions()[c][j], within(tolerance));
            }
        }
    }

    @Test
    void threadsDoNotMatter() {
        NoisyRows rows = NoisyRows.draw(21_000, NoisyRows.symmetric(3, 0.2), 2, 8);
        NoiseTransition one = NoiseTransition.likelihood(rows.outputs(), rows.given(), 1);
        NoiseTransition two = NoiseTransition.likelihood(rows.outputs(), rows.given(), 2);
        assertThat(two).usingRecursiveComparison().isEqualTo(one);
    }

    @Test
    void aClassThatIsNeverGiven() {
        double[][] transitions = {{0.9, 0.1, 0}, {0.1, 0.9, 0}, {0.5, 0.5, 0}};
        NoisyRows rows = NoisyRows.draw(20_000, transitions, 4, 10);
        NoiseTransition likely = estimate(rows);
        isSound(likely);
        isClose(likely.transitions(), transitions, 0.08);
        NoiseTransition counted = NoiseTransition.confidentJoint(rows.outputs(), rows.given());
        isSound(counted);
        assertThat(counted.transitions()[2]).containsExactly(0, 0, 1);
    }

    /** Outputs that are sure of a class, and right, make the estimate a count, but for the temperature, which is finite. */
    @Test
    void outputsOfZerosAndOnes() {
        NoisyRows rows = NoisyRows.draw(20_000, NoisyRows.symmetric(3, 0.2), 3, 11);
        double[][] sure = new double[20_000][3];
        double wrong = 0;
        for (int i = 0; i < sure.length; i++) {
            sure[i][rows.truth()[i]] = 1;
            wrong += rows.wrong(i) ? 1.0 / sure.length : 0;
        }
        NoiseTransition noise = estimate(new NoisyRows(sure, rows.truth(), rows.labels(), rows.transitions()));
        isSound(noise);
        assertThat(noise.rate()).isCloseTo(wrong, within(1e-3));
        isClose(noise.transitions(), rows.transitions(), 0.02);
    }

    @Test
    void fewRowsAndEqualLabels() {
        NoisyRows one = NoisyRows.draw(1, NoisyRows.symmetric(2, 0.2), 2, 12);
        isSound(estimate(one));
        isSound(NoiseTransition.confidentJoint(one.outputs(), one.given()));
        NoisyRows three = NoisyRows.draw(3, NoisyRows.symmetric(3, 0), 9, 13);
        NoisyRows perClass = new NoisyRows(three.posteriors(), three.truth(), new int[] {0, 1, 2}, three.transitions());
        isSound(estimate(perClass));
        NoisyRows many = NoisyRows.draw(200, NoisyRows.symmetric(3, 0), 2, 14);
        NoisyRows equal = new NoisyRows(many.posteriors(), many.truth(), new int[200], many.transitions());
        isSound(estimate(equal));
        isSound(NoiseTransition.confidentJoint(equal.outputs(), equal.given()));
    }

    @ParameterizedTest
    @MethodSource("counted")
    void confidentJointIsACount(int n, int k, long seed) {
        Probabilities p = Samples.probabilities(n, k, seed);
        Labels given = Samples.labels(n, k, seed + 1);
        double[][] joint = new double[k][k];
        for (int i = 0; i < n; i++) {
            int best = -1;
            for (int c = 0; c < k; c++) {
                if (p.get(i, c) >= mean(p, given, c) - 1e-9 && (best < 0 || p.get(i, c) > p.get(i, best))) {
                    best = c;
                }
            }
            if (best >= 0) {
                joint[best][given.get(i)]++;
            }
        }
        double right = 0;
        for (int j = 0; j < k; j++) {
            double sum = 0;
            for (int c = 0; c < k; c++) {
                sum += joint[c][j];
            }
            for (int c = 0; c < k; c++) {
                joint[c][j] *= given.counts()[j] / sum;
            }
            right += joint[j][j] / n;
        }
        NoiseTransition noise = NoiseTransition.confidentJoint(OutOfSample.stated(p, ""), given);
        for (int c = 0; c < k; c++) {
            double sum = Arrays.stream(joint[c]).sum();
            assertThat(noise.priors()[c]).isCloseTo(sum / n, within(1e-9));
            for (int j = 0; j < k; j++) {
                assertThat(noise.transitions()[c][j]).isCloseTo(joint[c][j] / sum, within(1e-9));
            }
        }
        double error = 1.96 * Math.sqrt(right * (1 - right) / n);
        assertThat(noise.rate()).isCloseTo(1 - right, within(1e-9));
        assertThat(noise.low()).isCloseTo(Math.max(0, 1 - right - error), within(1e-9));
        assertThat(noise.high()).isCloseTo(Math.min(1, 1 - right + error), within(1e-9));
    }

    static Stream<Arguments> counted() {
        return Stream.of(Arguments.of(60, 2, 1L), Arguments.of(300, 3, 2L), Arguments.of(400, 6, 3L));
    }

    private static double mean(Probabilities p, Labels given, int label) {
        double sum = 0;
        for (int i = 0; i < given.size(); i++) {
            sum += given.get(i) == label ? p.get(i, label) : 0;
        }
        return sum / given.counts()[label];
    }

    @Test
    void shapesMustFit() {
        OutOfSample outputs = OutOfSample.stated(Samples.probabilities(4, 3, 1), "");
        Labels longer = Samples.labels(5, 3, 1);
        Labels wider = Samples.labels(4, 4, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NoiseTransition.likelihood(outputs, longer, 1))
                .withMessageContaining("4 x 3")
                .withMessageContaining("5 rows of 3 classes");
        assertThatIllegalArgumentException().isThrownBy(() -> NoiseTransition.confidentJoint(outputs, wider));
    }

    @Test
    void nothingIsToldWhereOutputsKnowNoMoreThanTheLabels() {
        Labels given = Samples.labels(400, 3, 5);
        io.rectify.linalg.Matrix p = io.rectify.linalg.Matrix.zeros(400, 3);
        java.util.Random random = new java.util.Random(6);
        for (int i = 0; i < 400; i++) {
            float a = random.nextFloat() / 2;
            float b = random.nextFloat() / 2;
            p.setRows(i, 1, new float[] {a, b, 1 - a - b});
        }
        OutOfSample outputs =
                OutOfSample.stated(io.rectify.data.Probabilities.of(p), "drawn without regard to the labels");
        NoiseTransition noise = NoiseTransition.likelihood(outputs, given, 1);
        assertThat(noise.rate()).isNaN();
        assertThat(noise.low()).isEqualTo(0);
        assertThat(noise.high()).isEqualTo(1);
        Prepared data = Prepared.asIs(Dataset.of(Samples.gaussian(400, 4, 1, 7), given));
        Audit audit = Audit.of(data, outputs, Audit.Options.DEFAULTS.withThreads(1));
        assertThat(audit.issues().flagged()).isEmpty();
        assertThat(audit.issues().expectedWrong()).isZero();
        assertThat(audit.evidence().verdict()).isEqualTo(NoiseEvidence.Verdict.UNKNOWN);
        assertThat(audit.evidence().low()).isZero();
        assertThat(audit.evidence().high()).isEqualTo(1);
    }

    /**
     * Outputs of zeros and ones agree with 6 labels of 10. Whether all of these outputs are right and 4 labels of 10 are wrong, or the other way
     * round, or a bit of both, explains them alike; so it does where every row is as sure as every other, however sure.
     */
    @ParameterizedTest
    @ValueSource(floats = {1, 0.999f, 0.7f})
    void outputsWithoutDegreesTellNoRate(float sure) {
        SplittableRandom random = new SplittableRandom(4);
        int classes = 2;
        float[][] p = new float[1000][classes];
        int[] labels = new int[1000];
        for (int i = 0; i < 1000; i++) {
            int named = random.nextInt(classes);
            Arrays.fill(p[i], (1 - sure) / (classes - 1));
            p[i][named] = sure;
            labels[i] = i % 10 < 4 ? 1 - named : named;
        }
        OutOfSample outputs = OutOfSample.stated(Probabilities.of(Matrix.of(p)), "");
        NoiseTransition noise = NoiseTransition.likelihood(outputs, Labels.of(labels, classes), 2);
        assertThat(noise.rate()).isNaN();
        assertThat(noise.low()).isZero();
        assertThat(noise.high()).isEqualTo(1);
    }
}
