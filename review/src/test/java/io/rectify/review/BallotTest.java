package io.rectify.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewAnswer.Choice;
import org.junit.jupiter.api.Test;

class BallotTest {
    private static final ReviewAnswer CAT = new ReviewAnswer(Choice.KEEP, "cat");
    private static final ReviewAnswer OWL = new ReviewAnswer(Choice.LABEL, "owl");
    private static final ReviewAnswer UNSURE = new ReviewAnswer(Choice.UNSURE, "");
    private static final ReviewAnswer SKIP = new ReviewAnswer(Choice.SKIP, "");

    @Test
    void byHand() {
        Ballot empty = Ballot.EMPTY;
        assertThat(empty.outcome()).isEqualTo(ReviewAnswer.OPEN);
        assertThat(empty.with("a", SKIP).outcome()).isEqualTo(SKIP);
        assertThat(empty.with("a", OWL).with("b", SKIP).outcome()).isEqualTo(OWL);
        assertThat(empty.with("a", OWL).with("b", UNSURE).outcome()).isEqualTo(OWL);
        assertThat(empty.with("a", UNSURE).with("b", UNSURE).outcome()).isEqualTo(UNSURE);
        assertThat(empty.with("a", OWL).with("b", OWL).outcome()).isEqualTo(OWL);
        Ballot differing = empty.with("a", OWL).with("b", CAT);
        assertThat(differing.outcome()).isEqualTo(ReviewAnswer.DISPUTED);
        assertThat(differing.with("a", CAT).outcome()).isEqualTo(CAT);
        assertThat(differing.with("b", ReviewAnswer.OPEN).outcome()).isEqualTo(OWL);
        Ballot settled = differing.settled(OWL);
        assertThat(settled.outcome()).isEqualTo(OWL);
        assertThat(settled.with("c", CAT).outcome()).as("a verdict stands").isEqualTo(OWL);
        assertThat(settled.settled(ReviewAnswer.OPEN).outcome()).isEqualTo(ReviewAnswer.DISPUTED);
        assertThat(empty.of("a")).isEqualTo(ReviewAnswer.OPEN);
        assertThat(differing.of("b")).isEqualTo(CAT);
    }
}
