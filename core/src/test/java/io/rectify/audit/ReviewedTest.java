package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReviewedTest {
    private static final int[] RANKING = IntStream.range(0, 100).toArray();

    /**
     * Three of the 60 rows of the last stratum were drawn, inclusion 1/20. Two are answered, so each stands for 30 rows, and one is left
     * unanswered.
     */
    @Test
    void byHand() {
        List<ReviewSample.Row> drawn = List.of(
                new ReviewSample.Row(70, 5, 0.05),
                new ReviewSample.Row(50, 5, 0.05),
                new ReviewSample.Row(99, 5, 0.05));
        Reviewed reviewed = Reviewed.ofSample(100, drawn, Map.of(99, 2, 70, 0));
        assertThat(reviewed.answers())
                .containsExactly(new Reviewed.Answer(70, 0, 5, 2 / 60.0), new Reviewed.Answer(99, 2, 5, 2 / 60.0));
        assertThat(reviewed.answers().get(0).weight()).isCloseTo(30, within(1e-12));
        assertThat(reviewed.unanswered()).isEqualTo(1);
        assertThat(reviewed.isSample()).isTrue();
        assertThat(reviewed.right()).isEqualTo(Map.of(99, 2, 70, 0));
    }

    @Test
    void answeredInFullItHasTheInclusionsOfTheSample() {
        List<ReviewSample.Row> drawn = ReviewSample.draw(RANKING, 30, 4);
        Map<Integer, Integer> right = new HashMap<>();
        drawn.forEach(row -> right.put(row.row(), 1));
        Reviewed reviewed = Reviewed.ofSample(100, drawn, right);
        assertThat(reviewed.unanswered()).isZero();
        assertThat(reviewed.answers())
                .isEqualTo(drawn.stream()
                        .map(row -> new Reviewed.Answer(row.row(), 1, row.stratum(), row.inclusion()))
                        .toList());
        assertThat(reviewed.agreesWith(ReviewSample.strata(RANKING))).isTrue();
        int[] reversed = IntStream.range(0, 100).map(i -> 99 - i).toArray();
        assertThat(reviewed.agreesWith(ReviewSample.strata(reversed))).isFalse();
    }

    /** Row 99 is of the sample: what is known of it is class 0, estimates go by 2. Row 3 was never drawn. */
    @Test
    void whatWasDecidedBesideTheSampleTeachesAndEntersNoEstimate() {
        List<ReviewSample.Row> drawn =
                List.of(new ReviewSample.Row(70, 5, 2 / 60.0), new ReviewSample.Row(99, 5, 2 / 60.0));
        Reviewed sample = Reviewed.ofSample(100, drawn, Map.of(99, 2, 70, 0));
        Reviewed both = sample.with(Map.of(3, 1, 99, 0));
        assertThat(both.answers()).isEqualTo(sample.answers());
        assertThat(both.known())
                .containsExactly(
                        new Reviewed.Answer(70, 0, 5, 2 / 60.0),
                        new Reviewed.Answer(99, 0, 5, 2 / 60.0),
                        new Reviewed.Answer(3, 1, -1, 1));
        assertThat(both.right()).isEqualTo(Map.of(3, 1, 70, 0, 99, 0));
        assertThat(both.isSample()).isTrue();
        assertThat(both.unanswered()).isEqualTo(sample.unanswered());
        Labels given = Labels.of(new int[100], List.of("a", "b", "c"));
        assertThat(ReviewedEstimates.noiseRate(both, given)).isEqualTo(ReviewedEstimates.noiseRate(sample, given));
        assertThat(both.corrected(given).get(3)).isEqualTo(1);
        Reviewed list = Reviewed.ofList(100, Map.of(5, 1)).with(Map.of(3, 1));
        assertThat(list.answers())
                .isEqualTo(Reviewed.ofList(100, Map.of(3, 1, 5, 1)).answers())
                .isEqualTo(list.known());
        assertThatIllegalArgumentException().isThrownBy(() -> sample.with(Map.of(100, 0)));
    }

    /** A row that is missing altogether is as one that was left unanswered. */
    @Test
    void rowsMissingFromTheFileCountAsUnanswered() {
        List<ReviewSample.Row> drawn = ReviewSample.draw(RANKING, 30, 4);
        Map<Integer, Integer> right = new HashMap<>();
        drawn.subList(0, 20).forEach(row -> right.put(row.row(), 1));
        Reviewed part = Reviewed.ofSample(100, drawn.subList(0, 20), right);
        Reviewed whole = Reviewed.ofSample(100, drawn, right);
        assertThat(part.answers()).isEqualTo(whole.answers());
        assertThat(part.unanswered()).isEqualTo(10).isEqualTo(whole.unanswered());
    }

    @Test
    void aListHasNoStrata() {
        Reviewed reviewed = Reviewed.ofList(10, Map.of(7, 1, 3, 0));
        assertThat(reviewed.isSample()).isFalse();
        assertThat(reviewed.answers())
                .containsExactly(new Reviewed.Answer(3, 0, -1, 1), new Reviewed.Answer(7, 1, -1, 1));
        assertThat(reviewed.agreesWith(new int[10])).isFalse();
    }

    @Test
    void whatIsNoSampleOfTheseRowsIsRefused() {
        refused(List.of(new ReviewSample.Row(100, 5, 0.05)), Map.of(), "rows are 0 to 99");
        refused(List.of(new ReviewSample.Row(1, 6, 0.05)), Map.of(), "must be 0 to 5 but is 6");
        refused(List.of(new ReviewSample.Row(1, 5, 0.06)), Map.of(), "no share of the 60 rows");
        refused(List.of(new ReviewSample.Row(1, 0, 2)), Map.of(), "no share of the 2 rows");
        refused(List.of(new ReviewSample.Row(1, 0, Double.NaN)), Map.of(), "no share of the 2 rows");
        refused(List.of(new ReviewSample.Row(1, 0, 1), new ReviewSample.Row(1, 0, 1)), Map.of(), "row 1 is twice");
        refused(
                List.of(new ReviewSample.Row(1, 5, 1 / 60.0), new ReviewSample.Row(2, 5, 1 / 60.0)),
                Map.of(),
                "not that of the other rows");
        refused(List.of(new ReviewSample.Row(1, 0, 1)), Map.of(2, 0), "1 answers are to rows not drawn");
        refused(List.of(new ReviewSample.Row(1, 0, 1)), Map.of(1, -1), "must not be negative");
        assertThatIllegalArgumentException().isThrownBy(() -> Reviewed.ofList(3, Map.of(3, 0)));
    }

    private static void refused(List<ReviewSample.Row> drawn, Map<Integer, Integer> right, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reviewed.ofSample(100, drawn, right))
                .withMessageContaining(message);
    }

    @Test
    void rightLabelsTakeThePlaceOfThoseReviewed() {
        Reviewed reviewed = Reviewed.ofList(4, Map.of(1, 0, 3, 2));
        assertThat(reviewed.corrected(Labels.of(new int[] {2, 2, 1, 2}, 3)).toArray())
                .containsExactly(2, 0, 1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reviewed.corrected(Labels.of(new int[] {2}, 3)))
                .withMessage("labels has 1 rows but rows were reviewed of 4");
        assertThatIllegalArgumentException().isThrownBy(() -> reviewed.corrected(Labels.of(new int[4], 2)));
    }
}
