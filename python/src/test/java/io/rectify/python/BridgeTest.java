package io.rectify.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.AuditOptions;
import io.rectify.Fitted;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.linalg.Matrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The front door is the oracle: what comes out as arrays is what it says. */
class BridgeTest {
    private static final int ROWS = 90;
    private static final String[] CLASSES = {"10", "9", "8"};
    private static final Training HARDEN = training("harden", Map.of());
    private static final Auditing JUDGING = new Auditing(false, 5, true, Double.NaN, 0.98, 1, 2);

    /** Rows near the corner of their class; every tenth label is of the next class. */
    private static float[][] features() {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, ROWS)
                .mapToObj(i -> {
                    float[] row = new float[4];
                    for (int j = 0; j < row.length; j++) {
                        row[j] = (float) random.nextDouble() + (j == i % 3 ? 2 : 0);
                    }
                    return row;
                })
                .toArray(float[][]::new);
    }

    private static int[] given() {
        return IntStream.range(0, ROWS)
                .map(i -> (i + (i % 10 == 0 ? 1 : 0)) % 3)
                .toArray();
    }

    private static Labels labels() {
        return Labels.of(IntStream.of(given()).mapToObj(k -> CLASSES[k]).toList());
    }

    private static Training training(String method, Map<String, String> parameters) {
        return new Training(method, parameters, Double.NaN, "", false, false, "balanced", Double.NaN, 1e-3, 1000, 1, 2);
    }

    private static Trained trained(Training how) throws InterruptedException {
        try (Matrix features = Matrix.of(features())) {
            return Bridge.train(features, given(), CLASSES, how, Optional.empty())
                    .result();
        }
    }

    @Test
    void weightsAreThoseOfTheFrontDoor() throws InterruptedException {
        Trained trained = trained(HARDEN);
        try (Matrix features = Matrix.of(features());
                Fitted fitted = Rectify.train(
                        Dataset.of(features, labels()),
                        TrainOptions.DEFAULTS.withMethod(Method.HARDEN),
                        Monitor.SILENT)) {
            assertThat(trained.classes()).containsExactly("8", "9", "10");
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 3; k++) {
                    assertThat(trained.weights()[j * 3 + k])
                            .isEqualTo(fitted.model().probe().weights().get(j, k));
                }
            }
            assertThat(trained.suggested()).isEqualTo(fitted.labels().toArray());
            assertThat(trained.recipe()).isEqualTo("harden, kappa 15.00");
            assertThat(trained.fallback()).isEmpty();
        }
    }

    @Test
    void autoWithoutRowsToChooseByIsPlainAndSaysWhy() throws InterruptedException {
        try (Matrix features = Matrix.of(new float[][] {{0, 1}, {1, 0}, {0, 2}, {2, 0}})) {
            Trained few = Bridge.train(
                            features,
                            new int[] {0, 1, 0, 1},
                            new String[] {"a", "b"},
                            training("auto", Map.of()),
                            Optional.empty())
                    .result();
            assertThat(few.recipe()).isEqualTo("teacher, kappa 15.00");
            assertThat(few.fallback()).contains("can be held out");
        }
    }

    @Test
    void softLabelsAreTaught() throws InterruptedException {
        float[][] certain = IntStream.of(given())
                .mapToObj(k -> new float[] {k == 2 ? 1 : 0, k == 1 ? 1 : 0, k == 0 ? 1 : 0})
                .toArray(float[][]::new);
        try (Matrix features = Matrix.of(features());
                Matrix soft = Matrix.of(certain)) {
            Trained taught = Bridge.train(features, given(), CLASSES, training("teacher", Map.of()), Optional.of(soft))
                    .result();
            assertThat(taught.weights())
                    .isEqualTo(trained(training("teacher", Map.of())).weights());
        }
    }

    @Test
    void anAuditSaysWhatTheFrontDoorSays() throws InterruptedException {
        try (Matrix features = Matrix.of(features());
                Matrix soft = Matrix.zeros(ROWS, 3);
                LabelAudit audit = Rectify.audit(
                        Dataset.of(features, labels()), AuditOptions.DEFAULTS.withThreads(2), Monitor.SILENT)) {
            Audited found = Bridge.audit(features, given(), CLASSES, JUDGING, Optional.empty(), Optional.empty(), soft)
                    .result();
            assertThat(found.flagged()).isEqualTo(audit.issues().size()).isPositive();
            for (int rank = 0; rank < found.flagged(); rank++) {
                LabelAudit.Issue issue = audit.issues().get(rank);
                int row = found.order()[rank];
                assertThat(row).isEqualTo(issue.row());
                assertThat(found.classes()[found.suggested()[row]]).isEqualTo(issue.suggested());
                assertThat(found.corrected()[row]).isEqualTo(found.suggested()[row]);
                assertThat(found.wrong()[row]).isEqualTo((float) issue.probability(), within(1e-6f));
                int from = rank == 0 ? 0 : found.neighbourEnds()[rank - 1];
                assertThat(found.neighbours()[from])
                        .isEqualTo(issue.neighbours().get(0).row());
            }
            assertThat(soft.contentEquals(audit.details().issues().softLabels().matrix()))
                    .isTrue();
            assertThat(found.statement()).isEqualTo(audit.toString());
            assertThat(found.rates()).hasDimensions(audit.noise().views().size(), 3);
            assertThat(found.reviewed()).containsOnly(Double.NaN);
        }
    }

    @Test
    void rowsInSeveralPartsAreOneMatrix() {
        FloatBuffer[] parts = {lent(1, 2, 3, 4), lent(5, 6)};
        try (Matrix matrix = Bridge.matrix(parts, 3, 2);
                Matrix whole = Bridge.matrix(new FloatBuffer[] {lent(1, 2, 3, 4, 5, 6)}, 3, 2)) {
            assertThat(matrix.contentEquals(whole)).isTrue();
        }
    }

    private static FloatBuffer lent(float... values) {
        return ByteBuffer.allocateDirect(4 * values.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(values)
                .rewind();
    }

    @Test
    void aCancelledJobEndsAtTheNextStageAndSaysSo() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        Job<String> job = Job.begin(monitor -> {
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            monitor.begins("what is never reached");
            return "never";
        });
        assertThat(job.await(0)).isFalse();
        job.cancel();
        cancelled.countDown();
        assertThat(job.await(60_000)).isTrue();
        assertThatThrownBy(job::result).isInstanceOf(CancellationException.class);
        assertThat(job.stage()).isEmpty();
    }

    @Test
    void aFitEndsAfterTheIterationInWhichItsJobWasCancelled() throws InterruptedException {
        try (Matrix features = Matrix.of(features())) {
            Dataset rows = Dataset.of(features, labels());
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            Job<Fitted> job = Job.begin(monitor -> {
                begun.countDown();
                try {
                    cancelled.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Rectify.train(rows, HARDEN.options(), monitor);
            });
            begun.await();
            job.cancel();
            cancelled.countDown();
            assertThatThrownBy(job::result).isInstanceOf(CancellationException.class);
            assertThat(job.steps()).isZero();
        }
    }

    @Test
    void whatAComputationThrowsComesBack() {
        assertThatThrownBy(() -> Job.begin(monitor -> {
                            throw new IllegalArgumentException("the one line");
                        })
                        .result())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the one line");
    }

    @Test
    void wordsThatAreUnknownAreRefused() {
        assertThatThrownBy(() -> trained(training("magic", Map.of())))
                .hasMessageStartingWith("no method 'magic'; there are auto, teacher, sd");
        assertThatThrownBy(() -> trained(training("harden", Map.of("top", "2"))))
                .hasMessage("method harden has no parameter top");
        assertThatThrownBy(() -> trained(training("top2", Map.of("top-k", "two"))))
                .hasMessage("top-k must be a whole number but is 'two'");
        assertThatThrownBy(() -> trained(training("auto", Map.of("top", "2"))))
                .hasMessageContaining("auto takes rounds alone");
    }
}
