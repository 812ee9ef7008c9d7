package io.rectify.review;

import io.rectify.run.ReviewAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * What reviewers say of a row: each has one vote, and where votes differ a verdict settles it. Whoever is unsure abstains where somebody is
 * sure. Immutable.
 *
 * @param votes one of each reviewer, the last given last
 * @param verdict {@link ReviewAnswer#OPEN} if there is none
 */
record Ballot(List<Vote> votes, ReviewAnswer verdict) {
    static final Ballot EMPTY = new Ballot(List.of(), ReviewAnswer.OPEN);

    /** What one reviewer says. */
    record Vote(String reviewer, ReviewAnswer answer) {}

    /** With another vote of a reviewer; {@link ReviewAnswer#OPEN} withdraws it. */
    Ballot with(String reviewer, ReviewAnswer answer) {
        if (votes.isEmpty() && !answer.equals(ReviewAnswer.OPEN)) {
            return new Ballot(List.of(new Vote(reviewer, answer)), verdict);
        }
        List<Vote> others = new ArrayList<>(votes);
        others.removeIf(vote -> vote.reviewer().equals(reviewer));
        if (!answer.equals(ReviewAnswer.OPEN)) {
            others.add(new Vote(reviewer, answer));
        }
        return new Ballot(List.copyOf(others), verdict);
    }

    Ballot settled(ReviewAnswer answer) {
        return new Ballot(votes, answer);
    }

    ReviewAnswer of(String reviewer) {
        for (Vote vote : votes) {
            if (vote.reviewer().equals(reviewer)) {
                return vote.answer();
            }
        }
        return ReviewAnswer.OPEN;
    }

    /** Votes of those who are done with the row. */
    List<Vote> done() {
        return votes.stream().filter(vote -> vote.answer().isDone()).toList();
    }

    /** What holds of the row. */
    ReviewAnswer outcome() {
        if (!verdict.equals(ReviewAnswer.OPEN)) {
            return verdict;
        }
        if (votes.size() == 1) {
            return votes.get(0).answer();
        }
        List<ReviewAnswer> done = done().stream().map(Vote::answer).distinct().toList();
        List<ReviewAnswer> sure = done.stream()
                .filter(answer -> answer.choice() != ReviewAnswer.Choice.UNSURE)
                .toList();
        List<ReviewAnswer> said = sure.isEmpty() ? done : sure;
        if (said.size() > 1) {
            return ReviewAnswer.DISPUTED;
        }
        return said.size() == 1
                ? said.get(0)
                : votes.isEmpty()
                        ? ReviewAnswer.OPEN
                        : votes.get(votes.size() - 1).answer();
    }

    boolean isDisputed() {
        return outcome().equals(ReviewAnswer.DISPUTED);
    }
}
