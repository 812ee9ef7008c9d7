package io.rectify.review;

import io.rectify.run.ReviewAnswer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rows have come to, counted while they change, so that a million of them need not be looked at after every decision. Rows are named by number. */
final class Tally {
    private static final ReviewAnswer.Choice[] CHOICES = ReviewAnswer.Choice.values();

    private final int[] counts = new int[CHOICES.length];
    private final Map<String, Integer> doneBy = new HashMap<>();
    private final Set<Integer> twice = new LinkedHashSet<>();
    private byte[] choices = new byte[0];
    private int done;

    /** Takes a row's new state for its old one, which is null if it had none. */
    void change(int row, RowStates.@Nullable Row before, Ballot ballot, ReviewAnswer answer) {
        if (row >= choices.length) {
            choices = Arrays.copyOf(choices, Math.max(row + 1, 2 * choices.length));
        }
        if (before != null) {
            counts[before.answer().choice().ordinal()]--;
            votes(before.ballot(), -1);
        }
        counts[answer.choice().ordinal()]++;
        choices[row] = (byte) answer.choice().ordinal();
        if (votes(ballot, 1) > 1) {
            twice.add(row);
        } else {
            twice.remove(row);
        }
    }

    /** Counts the votes of a ballot in or out. */
    private int votes(Ballot ballot, int step) {
        int all = 0;
        boolean open = ballot.verdict().equals(ReviewAnswer.OPEN);
        for (Ballot.Vote vote : ballot.votes()) {
            if (vote.answer().isDone()) {
                all++;
                if (open) {
                    doneBy.merge(vote.reviewer(), step, Integer::sum);
                }
            }
        }
        done += open && all > 0 ? step : 0;
        return all;
    }

    /** What a row's answer is in one word. */
    ReviewAnswer.Choice choice(int row) {
        return row < choices.length ? CHOICES[choices[row]] : ReviewAnswer.Choice.OPEN;
    }

    /** How many rows that were touched have such an answer. */
    int count(ReviewAnswer.Choice choice) {
        return counts[choice.ordinal()];
    }

    /** Rows that two or more reviewers are done with. */
    Set<Integer> twice() {
        return twice;
    }

    /** How many rows without a verdict others are done with and this reviewer is not. */
    int openToSecond(String reviewer) {
        return done - doneBy.getOrDefault(reviewer, 0);
    }
}
