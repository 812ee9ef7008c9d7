package io.rectify.review;

import io.rectify.run.ReviewAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it is asked about.
 *
 * @param position in its queue, from 0; a cursor; −1 if it was asked for by itself
 * @param row its number in the table, from 0
 * @param id empty if rows have none
 * @param text empty if rows have none
 * @param given label
 * @param suggested the most probable other class; null where it is not to be seen
 * @param wrong probability that the label is wrong; null where it is not to be seen
 * @param rank place among all by suspicion, from 1; null where it is not to be seen
 * @param blind whether it is asked without any of these
 * @param choices classes to choose from by one key: the most probable ones, or where that is not to be seen the first by name
 * @param copies how many rows its cluster of near-duplicates has, itself among them; 1 if it has none
 * @param state what holds of it now
 */
public record Item(
        int position,
        int row,
        String id,
        String text,
        String given,
        @Nullable String suggested,
        @Nullable Double wrong,
        @Nullable Integer rank,
        boolean blind,
        List<String> choices,
        int copies,
        State state) {

    /**
     * What holds of a row.
     *
     * @param row its number in the table
     * @param answer in one word
     * @param label the right one; empty if it is not known
     * @param version of the row, which a decision about it has to name; 0 before the first
     * @param reviewer who decided last; empty if nobody did
     */
    public record State(int row, String answer, String label, long version, String reviewer) {
        static State of(int row, ReviewAnswer answer, long version, String reviewer) {
            return new State(row, answer.choice().toString(), answer.label(), version, reviewer);
        }
    }

    /**
     * A row whose label speaks for the suggestion.
     *
     * @param weight its share in the linear model's verdict
     */
    public record Near(int row, String id, String text, String given, double weight) {}

    /**
     * Some rows of a queue.
     *
     * @param next cursor behind the last one looked at; null at the queue's end
     * @param held open rows that were passed over because another reviewer has them before him
     */
    public record Page(List<Item> items, @Nullable Integer next, int held) {}
}
