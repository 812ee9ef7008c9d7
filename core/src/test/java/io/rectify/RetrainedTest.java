package io.rectify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.audit.LabelIssues;
import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Dataset;
import io.rectify.noise.Corruption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RetrainedTest {
    private static final AuditOptions OPTIONS =
            AuditOptions.DEFAULTS.withAnomalies(false).withNeighbours(0).withThreads(2);

    private final Dataset clean = Samples.clouds(300, 3, 6, 0.9, 4);
    private final Dataset data = clean.withGiven(new Corruption.Symmetric(0.4).apply(clean.given(), 9));

    /** The sample of the audit, answered rightly, and every other of the remaining rows beside it. */
    private Reviewed reviewed(boolean sample) {
        Map<Integer, Integer> beside = new HashMap<>();
        for (int i = 0; i < 300; i += 2) {
            beside.put(i, clean.given().get(i));
        }
        if (!sample) {
            return Reviewed.ofList(300, beside);
        }
        int[] ranking;
        try (LabelAudit audit = Rectify.audit(data, OPTIONS, Monitor.SILENT)) {
            ranking = audit.ranking();
        }
        List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 100, 1);
        return Reviewed.ofSample(
                        300,
                        drawn,
                        drawn.stream()
                                .collect(Collectors.toMap(
                                        ReviewSample.Row::row,
                                        row -> clean.given().get(row.row()))))
                .with(beside);
    }

    /** What was decided holds, whatever the model says; and with two thirds of the labels right instead of 60 % it is right more often. */
    @Test
    void whatPeopleSaidIsLearnedAndNotOverruled() {
        Reviewed answers = reviewed(true);
        try (Retrained again = Rectify.retrain(data, OPTIONS.withReviewed(answers), Monitor.SILENT)) {
            LabelIssues issues = again.audit().details().issues();
            answers.right().forEach((row, right) -> {
                assertThat(issues.suggested().get(row)).isEqualTo(right);
                assertThat(issues.wrong()[row]).isEqualTo(right == data.given().get(row) ? 0f : 1f);
            });
            assertThat(again.change().orElseThrow().rows()).isEqualTo(100);
            double before;
            try (LabelAudit first = Rectify.audit(data, OPTIONS, Monitor.SILENT)) {
                before = right(first);
            }
            assertThat(right(again.audit())).isGreaterThan(before);
        }
    }

    private double right(LabelAudit audit) {
        int[] said = audit.outputs().probabilities().argmax();
        int right = 0;
        for (int i = 0; i < said.length; i++) {
            right += said[i] == clean.given().get(i) ? 1 : 0;
        }
        return right / 300.0;
    }

    /**
     * The outputs of a held-out row do not depend on what was said of it: with one answer more, of a row in some part, the outputs of just the rows
     * of that part stay, bit for bit.
     */
    @Test
    void noRowIsTaughtByItsOwnAnswer() {
        Map<Integer, Integer> some = new HashMap<>();
        some.put(10, (data.given().get(10) + 1) % 3);
        Map<Integer, Integer> more = new HashMap<>(some);
        more.put(77, (data.given().get(77) + 1) % 3);
        try (Retrained first = Rectify.retrain(data, OPTIONS.withReviewed(Reviewed.ofList(300, some)), Monitor.SILENT);
                Retrained second =
                        Rectify.retrain(data, OPTIONS.withReviewed(Reviewed.ofList(300, more)), Monitor.SILENT)) {
            int same = 0;
            for (int i = 0; i < 300; i++) {
                boolean equal = java.util.Arrays.equals(
                        first.audit().outputs().asTrained().matrix().row(i),
                        second.audit().outputs().asTrained().matrix().row(i));
                same += equal ? 1 : 0;
                if (i == 77) {
                    assertThat(equal).isTrue();
                }
            }
            assertThat(same).isEqualTo(60);
            assertThat(first.change()).isEmpty();
        }
    }

    @Test
    void nothingDecidedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rectify.retrain(data, OPTIONS, Monitor.SILENT))
                .withMessageContaining("no label was decided yet");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Rectify.retrain(data, OPTIONS.withReviewed(Reviewed.ofList(300, Map.of())), Monitor.SILENT))
                .withMessageContaining("no label was decided yet");
        assertThat(reviewed(false).isSample()).isFalse();
    }
}
