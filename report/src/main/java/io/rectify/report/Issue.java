package io.rectify.report;

import java.util.List;

/**
 * A label that is likely wrong.
 *
 * @param row its number, as the reader counts rows
 * @param id of the row; may be empty
 * @param text what the row says, or the path of its image; may be empty
 * @param given the label it has
 * @param suggested the label it should have
 * @param wrong probability that the given label is wrong
 * @param confidence probability of the suggested label
 * @param neighbours that say so, most important first
 */
public record Issue(
        long row,
        String id,
        String text,
        String given,
        String suggested,
        double wrong,
        double confidence,
        List<Neighbour> neighbours) {
    /** @throws IllegalArgumentException if row is negative or a probability is not between 0 and 1 */
    public Issue {
        Require.notNegative("row", row);
        Require.share("wrong", wrong);
        Require.share("confidence", confidence);
        neighbours = List.copyOf(neighbours);
    }
}
