package io.rectify.review;

import io.rectify.run.ReviewAnswer;

/**
 * What a reviewer says of a row.
 *
 * @param event a name of the client's, at most 64 characters: whatever is sent twice under one is done once
 * @param reviewer who says so
 * @param queue in which the row was shown
 * @param row its number in the table
 * @param version of the row that was shown
 * @param choice in one word
 * @param label of {@link ReviewAnswer.Choice#LABEL}; else empty
 * @param millis how long it took
 */
public record Decision(
        String event,
        String reviewer,
        String queue,
        int row,
        long version,
        ReviewAnswer.Choice choice,
        String label,
        long millis) {
    private static final int LONGEST = 64;

    /** @throws IllegalArgumentException if event or reviewer is empty or too long, the choice is none, or a number is negative */
    public Decision {
        checkName("event", event);
        checkName("reviewer", reviewer);
        if (choice == ReviewAnswer.Choice.OPEN || choice == ReviewAnswer.Choice.DISPUTED) {
            throw new IllegalArgumentException("nobody can decide " + choice);
        }
        if (version < 0 || millis < 0) {
            throw new IllegalArgumentException("version and millis must not be negative");
        }
    }

    static void checkName(String what, String name) {
        if (name.isBlank() || name.length() > LONGEST) {
            throw new IllegalArgumentException(what + " must have 1 to " + LONGEST + " characters");
        }
    }
}
