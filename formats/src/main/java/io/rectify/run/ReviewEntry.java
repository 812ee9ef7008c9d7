package io.rectify.run;

import io.rectify.audit.ReviewSample;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a {@link ReviewJournal}: a row, and what holds of it from then on. Whoever reads lines alone, last line of a row first, needs
 * to know nothing of undoing.
 *
 * @param sequence place in the journal, from 1; it is also the row's version
 * @param action what was done, and when, by whom
 * @param row its number in the table, from 0
 * @param id of the row; empty if there is none
 * @param given label that was reviewed
 * @param suggested label, as the page showed it or would have; empty if none
 * @param answer what holds of the row's label, by the votes of all reviewers
 * @param vote what this reviewer says of it from then on, or the verdict on reviewers who disagree; open if it was taken back
 * @param blind what holds by answers that were given without seeing a suggestion, if it was asked so
 * @param base version that the reviewer saw; 0 if the row had none
 * @param millis how long the reviewer looked
 */
public record ReviewEntry(
        long sequence,
        Action action,
        int row,
        String id,
        String given,
        String suggested,
        ReviewAnswer answer,
        ReviewAnswer vote,
        Optional<Blind> blind,
        long base,
        long millis) {

    /** What an action does to those before it. */
    public enum Kind {
        DECIDE,
        UNDO,
        REDO;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one person did at once, to one row or several: all its lines are in the journal or none.
     *
     * @param event name that the client gave it, so that it is done once however often it is sent
     * @param part which of its lines this is, from 1
     * @param parts how many lines it has
     * @param queue in which the rows were shown
     */
    public record Action(Instant time, String reviewer, String event, int part, int parts, Kind kind, String queue) {
        Action part(int number) {
            return new Action(time, reviewer, event, number, parts, kind, queue);
        }
    }

    /**
     * An answer to a row of the random sample.
     *
     * @param answer what holds by all such votes
     * @param vote what this reviewer says
     * @param drawn how the row came into the sample
     */
    public record Blind(ReviewAnswer answer, ReviewAnswer vote, ReviewSample.Row drawn) {}

    /** The same at another place of a journal. */
    public ReviewEntry moved(long newSequence, long newBase) {
        return new ReviewEntry(newSequence, action, row, id, given, suggested, answer, vote, blind, newBase, millis);
    }

    static <T extends Enum<T>> Optional<T> word(Class<T> type, String word) {
        try {
            return Optional.of(Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
