package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {
    private static final SoftmaxProbe.Options TIGHT =
            SoftmaxProbe.Options.DEFAULTS.withTolerance(1e-6).withThreads(1);
    private static final double[] KAPPAS = {3, 30, 300};

    private final Dataset data = data();
    private final Split split = Split.folds(data.given(), 3, 2).get(1);

    private static Dataset data() {
        Dataset clean = Samples.clouds(240, 5, 4, 0.9, 1);
        return clean.withGiven(new Corruption.Symmetric(0.4).apply(clean.given(), 2));
    }

    private Fold fold(SoftmaxProbe.Options options) {
        return new Fold(data.select(split.train()), data.select(split.test()), options, FitLog.NONE);
    }

    private static Candidate candidate(Method method, Method.Parameters parameters, double teacher, double student) {
        return new Candidate(Preprocessing.Scheme.RAW, false, method, parameters, teacher, student);
    }

    private static Candidate sd(int rounds, double teacher, double student) {
        return candidate(Method.SD, Method.Parameters.DEFAULTS.withRounds(rounds), teacher, student);
    }

    private static List<Candidate> fitted() {
        List<Candidate> all = new ArrayList<>();
        for (double teacher : KAPPAS) {
            all.add(candidate(Method.TEACHER, Method.Parameters.DEFAULTS, teacher, teacher));
            for (double student : KAPPAS) {
                for (Method method : List.of(
                        Method.HARDEN, Method.TOP2_GCE, Method.SHARPEN, Method.MIX, Method.CONSENSUS, Method.TOP2)) {
                    all.add(candidate(method, Method.Parameters.DEFAULTS, teacher, student));
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
        List<Candidate> candidates = fitted();
        candidates.addAll(fitted());
        Collections.shuffle(candidates, new Random(order));
        try (Fold fold = fold(TIGHT)) {
            for (Candidate candidate : candidates) {
                assertThat(fold.judge(candidate).orElseThrow().agrees())
                        .as("%s", candidate)
                        .containsExactly(fromScratch(candidate));
            }
        }
    }

    private boolean[] fromScratch(Candidate candidate) {
        Distillation.Result result = Distillation.run(
                data.select(split.train()),
                candidate.plan(),
                TIGHT.withKappa(candidate.teacherKappa()),
                TIGHT.withKappa(candidate.studentKappa()),
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
                    Candidate candidate =
                            candidate(Method.SPECTRAL, Method.Parameters.DEFAULTS.withRounds(rounds), kappa, kappa);
                    double[][] scores = Reference.multiply(queries, ridgeChain(x, train.given(), kappa, rounds));
                    try (Matrix expected = Samples.matrix(scores)) {
                        Verdict verdict = fold.judge(candidate).orElseThrow();
                        assertThat(verdict)
                                .as("%s", candidate)
                                .usingRecursiveComparison()
                                .isEqualTo(Verdict.of(expected, held.given(), 0));
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
        Candidate teacher = candidate(Method.TEACHER, Method.Parameters.DEFAULTS, 30, 30);
        int expected = SoftmaxProbe.fit(train.features(), new Targets.OneHot(train.given()), TIGHT.withKappa(30))
                .evaluations();
        try (Fold fold = fold(TIGHT)) {
            assertThat(fold.judge(teacher).orElseThrow().evaluations()).isEqualTo(expected);
            assertThat(fold.evaluations()).isEqualTo(expected);
            fold.judge(teacher);
            assertThat(fold.evaluations()).isEqualTo(expected);
            Candidate harden = candidate(Method.HARDEN, Method.Parameters.DEFAULTS, 30, 30);
            int student = fold.judge(harden).orElseThrow().evaluations();
            assertThat(student).isPositive();
            assertThat(fold.evaluations()).isEqualTo(expected + student);
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
                Dataset.of(Matrix.zeros(6, 2), neverTheFirst),
                Dataset.of(Matrix.zeros(6, 2), neverTheFirst),
                TIGHT,
                FitLog.NONE);
        try (fold) {
            assertThat(fold.judge(candidate(Method.CONSENSUS, Method.Parameters.DEFAULTS, 5, 5)))
                    .isEmpty();
            assertThat(fold.judge(candidate(Method.TOP2, Method.Parameters.DEFAULTS.withTopK(4), 5, 5)))
                    .isEmpty();
            assertThat(fold.judge(candidate(Method.SPECTRAL, Method.Parameters.DEFAULTS, 5, 5)))
                    .isEmpty();
            assertThat(fold.judge(candidate(Method.TEACHER, Method.Parameters.DEFAULTS, 5, 5)))
                    .isPresent();
        }
    }

    @Test
    void closingClosesBothSetsOfRows() {
        Dataset train = data.select(split.train());
        Dataset held = data.select(split.test());
        new Fold(train, held, TIGHT, FitLog.NONE).close();
        assertThatIllegalStateException()
                .isThrownBy(() -> train.features().rowBlock(0, 1).get(0, 0));
        assertThatIllegalStateException()
                .isThrownBy(() -> held.features().rowBlock(0, 1).get(0, 0));
        assertThat(data.features().rowBlock(0, 1).get(0, 0)).isFinite();
    }
}
