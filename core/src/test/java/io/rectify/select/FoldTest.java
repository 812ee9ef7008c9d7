package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.probe.FitLog;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {
    private static final SoftmaxProbe.Options TIGHT =
            SoftmaxProbe.Options.DEFAULTS.withTolerance(1e-6).withThreads(1);
    private static final double[] KAPPAS = {3, 30, 300};

    private static final double[] WEIGHTS = {0.5, 2, 1, 1, 0.75};

    private final Dataset data = data();
    private final Split split = Split.folds(data.given(), 3, 2).get(1);

    private static Dataset data() {
        Dataset clean = Samples.clouds(240, 5, 4, 0.9, 1);
        return clean.withGiven(new Corruption.Symmetric(0.4).apply(clean.given(), 2));
    }

    private static double[] weights(Labels held) {
        return IntStream.range(0, held.size())
                .mapToDouble(i -> WEIGHTS[held.get(i)])
                .toArray();
    }

    private Fold fold(SoftmaxProbe.Options options) {
        return new Fold(
                Prepared.asIs(data).select(split.train()),
                Prepared.asIs(data).select(split.test()),
                WEIGHTS,
                Taught.unreviewed(data.given().select(split.test())),
                options,
                FitLog.NONE);
    }

    private static Recipe candidate(Method method, double teacher, double student) {
        return Recipe.of(method)
                .withPreprocessing(Preprocessing.Scheme.RAW)
                .withKappa(teacher)
                .withStudents(new Penalty.Kappa(student));
    }

    private static Recipe sd(int rounds, double teacher, double student) {
        return candidate(Method.SD.withRounds(rounds), teacher, student);
    }

    private static List<Recipe> fitted() {
        List<Recipe> all = new ArrayList<>();
        for (double teacher : KAPPAS) {
            all.add(candidate(Method.TEACHER, teacher, teacher));
            for (double student : KAPPAS) {
                for (Method method : List.of(
                        Method.HARDEN, Method.TOP2_GCE, Method.SHARPEN, Method.MIX, Method.CONSENSUS, Method.TOP2)) {
                    all.add(candidate(method, teacher, student));
                }
                for (int rounds = 1; rounds <= 3; rounds++) {
                    all.add(sd(rounds, teacher, student));
                }
            }
        }
        return all;
    }

    /** In an order in which teachers and chains come and go, and each candidate twice. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whateverIsKeptTheVerdictIsThatOfFittingFromScratch(long order) {
        List<Recipe> candidates = fitted();
        candidates.addAll(fitted());
        Collections.shuffle(candidates, new Random(order));
        try (Fold fold = fold(TIGHT)) {
            for (Recipe candidate : candidates) {
                assertThat(fold.judge(candidate).orElseThrow().given().hit())
                        .as("%s", candidate)
                        .containsExactly(fromScratch(candidate));
            }
        }
    }

    private boolean[] fromScratch(Recipe candidate) {
        Distillation.Result result = Distillation.run(
                Prepared.asIs(data.select(split.train())),
                candidate.method().plan(),
                TIGHT.withPenalty(candidate.teacher()),
                TIGHT.withPenalty(candidate.students()),
                Distillation.Monitor.SILENT);
        Dataset held = data.select(split.test());
        return agrees(result.last().fit().probe().predict(held.features(), 1).argmax(), held.given());
    }

    private static boolean[] agrees(int[] predicted, Labels given) {
        boolean[] agrees = new boolean[predicted.length];
        for (int i = 0; i < agrees.length; i++) {
            agrees[i] = predicted[i] == given.get(i);
        }
        return agrees;
    }

    @Test
    void theClosedFormIsTheChainOfRidgeFits() {
        Dataset train = data.select(split.train());
        Dataset held = data.select(split.test());
        double[][] x = Samples.doubles(train.features());
        double[][] queries = Samples.doubles(held.features());
        try (Fold fold = fold(TIGHT)) {
            for (double kappa : KAPPAS) {
                for (int rounds = 0; rounds <= 3; rounds++) {
                    Recipe candidate = candidate(Method.SPECTRAL.withRounds(rounds), kappa, kappa);
                    double[][] scores = Reference.multiply(queries, ridgeChain(x, train.given(), kappa, rounds));
                    try (Matrix expected = Samples.matrix(scores)) {
                        Verdict verdict = fold.judge(candidate).orElseThrow();
                        assertThat(verdict)
                                .as("%s", candidate)
                                .usingRecursiveComparison()
                                .isEqualTo(Verdict.of(
                                        expected,
                                        held.given(),
                                        weights(held.given()),
                                        Taught.unreviewed(held.given()),
                                        0));
                    }
                }
            }
            assertThat(fold.evaluations()).isZero();
        }
    }

    /** Weights, one ridge fit after the other, each to the outputs of the one before. */
    private static double[][] ridgeChain(double[][] x, Labels given, double mu, int rounds) {
        int d = x[0].length;
        int k = given.classCount();
        double[][] transposed = Reference.transpose(x, d);
        double[][] ridge = Reference.multiply(transposed, x);
        for (int j = 0; j < d; j++) {
            ridge[j][j] += mu;
        }
        double[][] targets = new double[x.length][k];
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < k; c++) {
                targets[i][c] = (given.get(i) == c ? 1 : 0) - 1.0 / k;
            }
        }
        double[][] weights = new double[k][];
        for (int step = 0; step <= rounds; step++) {
            double[][] right = Reference.transpose(Reference.multiply(transposed, targets), k);
            for (int c = 0; c < k; c++) {
                weights[c] = Reference.solve(ridge, right[c]);
            }
            targets = Reference.multiply(x, Reference.transpose(weights, d));
        }
        return Reference.transpose(weights, d);
    }

    @Test
    void evaluationsAreThoseOfTheFitsThatWereMade() {
        Dataset train = data.select(split.train());
        Recipe teacher = candidate(Method.TEACHER, 30, 30);
        int expected = SoftmaxProbe.fit(train.features(), new Targets.OneHot(train.given()), TIGHT.withKappa(30))
                .evaluations();
        try (Fold fold = fold(TIGHT)) {
            assertThat(fold.judge(teacher).orElseThrow().evaluations()).isEqualTo(expected);
            assertThat(fold.evaluations()).isEqualTo(expected);
            fold.judge(teacher);
            assertThat(fold.evaluations()).isEqualTo(expected);
            Recipe harden = candidate(Method.HARDEN, 30, 30);
            int student = fold.judge(harden).orElseThrow().evaluations();
            assertThat(student).isPositive();
            assertThat(fold.evaluations()).isEqualTo(expected + student);
        }
    }

    /** TOP2 has one optimum wherever its fit begins; the rough fit takes part of the way there. */
    @Test
    void aWholeFitGoesOnWhereTheRoughOneEnded() {
        Recipe student = candidate(Method.TOP2, 3, 30);
        int atOnce;
        try (Fold fold = fold(TIGHT)) {
            atOnce = fold.judge(student).orElseThrow().evaluations();
        }
        try (Fold fold = fold(TIGHT)) {
            int rough = fold.judge(student, 10).orElseThrow().evaluations();
            Verdict whole = fold.judge(student).orElseThrow();
            assertThat(rough).isBetween(2, atOnce - 1);
            assertThat(whole.evaluations()).isLessThan(atOnce);
            assertThat(whole.given().hit()).containsExactly(fromScratch(student));
        }
    }

    @Test
    void theLinksOfAChainAreFittedOnce() {
        try (Fold fold = fold(TIGHT)) {
            fold.judge(sd(3, 30, 3));
            long three = fold.evaluations();
            fold.judge(sd(1, 30, 3));
            fold.judge(sd(2, 30, 3));
            fold.judge(sd(3, 30, 3));
            assertThat(fold.evaluations()).isEqualTo(three);
            int fourth = fold.judge(sd(4, 30, 3)).orElseThrow().evaluations();
            assertThat(fold.evaluations()).isEqualTo(three + fourth);
            fold.judge(sd(2, 30, 300));
            assertThat(fold.evaluations()).isGreaterThan(three + fourth);
        }
    }

    @Test
    void whatDoesNotFitTheDataHasNoVerdict() {
        Labels neverTheFirst = Labels.of(new int[] {1, 2, 1, 2, 1, 2}, 3);
        Fold fold = new Fold(
                Prepared.asIs(Matrix.zeros(6, 2), neverTheFirst),
                Prepared.asIs(Matrix.zeros(6, 2), neverTheFirst),
                new double[] {1, 1, 1},
                Taught.unreviewed(neverTheFirst),
                TIGHT,
                FitLog.NONE);
        try (fold) {
            assertThat(fold.judge(candidate(Method.CONSENSUS, 5, 5))).isEmpty();
            assertThat(fold.judge(candidate(Method.TOP2.with("top-k", 4), 5, 5)))
                    .isEmpty();
            assertThat(fold.judge(candidate(Method.SPECTRAL, 5, 5))).isEmpty();
            assertThat(fold.judge(candidate(Method.TEACHER, 5, 5))).isPresent();
        }
    }

    @Test
    void closingClosesBothSetsOfRows() {
        Prepared train = Prepared.asIs(data).select(split.train());
        Prepared held = Prepared.asIs(data).select(split.test());
        new Fold(train, held, WEIGHTS, Taught.unreviewed(held.given()), TIGHT, FitLog.NONE).close();
        assertThatIllegalStateException()
                .isThrownBy(() -> train.features().rowBlock(0, 1).get(0, 0));
        assertThatIllegalStateException()
                .isThrownBy(() -> held.features().rowBlock(0, 1).get(0, 0));
        assertThat(data.features().rowBlock(0, 1).get(0, 0)).isFinite();
    }
}
