package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Ranking;
import io.rectify.probe.SoftmaxProbe;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows drawn from clouds around four corners, a tenth of whose labels are moved; half of them are the sample. */
class RowJudgeTest {
    private static final int N = 1200;
    private static final int K = 4;
    private static final int D = 8;
    private final boolean[] wrong = new boolean[N];
    private final Labels given;
    private final Matrix x;

    RowJudgeTest() {
        SplittableRandom random = new SplittableRandom(3);
        double[][] rows = Samples.gaussianRows(N, D, 1, 5);
        int[] labels = new int[N];
        for (int i = 0; i < N; i++) {
            int truth = random.nextInt(K);
            rows[i][truth] += 3;
            wrong[i] = random.nextDouble() < 0.1;
            labels[i] = wrong[i] ? (truth + 1 + random.nextInt(K - 1)) % K : truth;
        }
        x = Samples.matrix(rows, D);
        given = Labels.of(labels, K);
    }

    private static int[] half(int from) {
        return IntStream.range(from, from + N / 2).toArray();
    }

    @Test
    void whatASampleToldRanksOtherRowsAsTheirOwnAuditDoes() {
        int[] first = half(0);
        int[] second = half(N / 2);
        Recipe recipe = Recipe.of(Method.HARDEN);
        SoftmaxProbe.Options how = SoftmaxProbe.Options.DEFAULTS.withThreads(2);
        Dataset sample = Dataset.of(x.selectRows(first), given.select(first));
        Dataset others = Dataset.of(x.selectRows(second), given.select(second));
        try (Recipe.Training training = recipe.fit(sample, how);
                OutOfSample outputs = OutOfSample.crossFitted(sample, recipe, 5, 1, how, OutOfSample.Monitor.SILENT);
                Prepared prepared = Prepared.of(sample, Preprocessing.Scheme.CENTRE_NORMALISE, 2);
                Prepared held = Prepared.of(others, prepared.preprocessing(), 2);
                Probabilities predicted = training.model(given.names()).predict(others.features(), 2)) {
            Audit audit = Audit.of(prepared, outputs, Audit.Options.DEFAULTS.withAnomalies(false));
            RowJudge.Knowledge knowledge = RowJudge.knowledge(prepared, outputs, audit, 2);
            try (RowJudge judge = new RowJudge(knowledge, K);
                    Matrix features = held.features().selectRows(half(0))) {
                RowJudge.Judged judged = judge.judge(predicted, features, others.given());
                boolean[] truth = new boolean[N / 2];
                System.arraycopy(wrong, N / 2, truth, 0, N / 2);
                Audit own = Audit.of(
                        held,
                        OutOfSample.crossFitted(others, recipe, 5, 1, how, OutOfSample.Monitor.SILENT),
                        Audit.Options.DEFAULTS.withAnomalies(false));
                assertThat(Ranking.averagePrecision(judged.suspicion(), truth))
                        .isCloseTo(Ranking.averagePrecision(own.issues().suspicion(), truth), within(0.05));
                double expected = 0;
                for (int i = 0; i < truth.length; i++) {
                    expected += judged.wrong()[i];
                    assertThat(judged.flagged()[i]).isEqualTo(judged.suspicion()[i] >= knowledge.flaggedFrom());
                    if (judged.flagged()[i]) {
                        assertThat(judged.suggested()[i])
                                .isNotEqualTo(others.given().get(i));
                    }
                }
                assertThat(expected / truth.length).isCloseTo(0.1, within(0.03));
            }
        }
    }

    /** p(wrong) is that of the next more suspicious label that is known. */
    @Test
    void rowsOfTheSampleGetTheirOwnProbability() {
        Dataset sample = Dataset.of(x, given);
        SoftmaxProbe.Options how = SoftmaxProbe.Options.DEFAULTS.withThreads(2);
        try (OutOfSample outputs = OutOfSample.crossFitted(
                        sample, Recipe.of(Method.HARDEN), 5, 1, how, OutOfSample.Monitor.SILENT);
                Prepared prepared = Prepared.of(sample, Preprocessing.Scheme.CENTRE_NORMALISE, 2)) {
            Audit audit = Audit.of(prepared, outputs, Audit.Options.DEFAULTS.withAnomalies(false));
            RowJudge.Knowledge knowledge = RowJudge.knowledge(prepared, outputs, audit, 2);
            try (RowJudge judge = new RowJudge(knowledge, K);
                    Matrix features =
                            prepared.features().selectRows(IntStream.range(0, N).toArray())) {
                RowJudge.Judged judged = judge.judge(outputs.probabilities(), features, given);
                // T of all rows in place of T of the other half is all that differs.
                assertThat(Ranking.averagePrecision(judged.suspicion(), wrong))
                        .isCloseTo(Ranking.averagePrecision(audit.issues().suspicion(), wrong), within(0.01));
                assertThat(IntStream.range(0, N)
                                .boxed()
                                .sorted(java.util.Comparator.comparing(i -> judged.suspicion()[i]))
                                .map(i -> judged.wrong()[i]))
                        .isSorted();
                int same = 0;
                for (int i = 0; i < N; i++) {
                    same += judged.flagged()[i] == audit.issues().flags()[i] ? 1 : 0;
                }
                assertThat(same).isGreaterThan(N - 12);
            }
            int[] some = Split.sample(given, 0.5, 1);
            try (Prepared fewer = prepared.select(some)) {
                assertThatThrownBy(() -> RowJudge.knowledge(fewer, outputs, audit, 1))
                        .hasMessage("audit is of " + N + " rows but the sample has " + some.length);
            }
        }
    }
}
