package io.rectify.run;

import java.util.Locale;

/**
 * What a person said of a row's label.
 *
 * @param choice in one word
 * @param label the right one, of {@link Choice#KEEP} and {@link Choice#LABEL}; else empty
 */
public record ReviewAnswer(Choice choice, String label) {
    /** Nothing, yet or again. */
    public static final ReviewAnswer OPEN = new ReviewAnswer(Choice.OPEN, "");

    /** Reviewers disagree, and nobody has settled it. */
    public static final ReviewAnswer DISPUTED = new ReviewAnswer(Choice.DISPUTED, "");

    /** Kinds of answers. */
    public enum Choice {
        /** None yet, or it was undone. */
        OPEN,
        /** The given label is right. */
        KEEP,
        /** Another label is right. */
        LABEL,
        /** Not now. */
        SKIP,
        /** Looked at, and it cannot be told. */
        UNSURE,
        /** The row is to be left out. */
        EXCLUDE,
        /** Reviewers say different things. */
        DISPUTED;

        /** Whether a person is done with the row: anything but open and skip. */
        public boolean isDone() {
            return this != OPEN && this != SKIP;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if there is a label where none belongs, or none where one does */
    public ReviewAnswer {
        boolean labelled = choice == Choice.KEEP || choice == Choice.LABEL;
        if (label.isEmpty() == labelled) {
            throw new IllegalArgumentException(
                    "answer " + choice + (labelled ? " needs a label" : " has no label but here is '" + label + "'"));
        }
    }

    /** Whether the right label is known by it. */
    public boolean isLabelled() {
        return !label.isEmpty();
    }

    /** What review.csv calls it: keep, take or drop; empty if it decides nothing. */
    public String decision() {
        return switch (choice) {
            case KEEP -> "keep";
            case LABEL -> "take";
            case EXCLUDE -> "drop";
            case OPEN, SKIP, UNSURE, DISPUTED -> "";
        };
    }

    /** Whether a person is done with the row: anything but open and skip. */
    public boolean isDone() {
        return choice.isDone();
    }
}
