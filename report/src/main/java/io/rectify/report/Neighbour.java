package io.rectify.report;

/**
 * A row that speaks for or against a label.
 *
 * @param row its number, as the reader counts rows
 * @param weight of its voice; any finite number
 * @param given its own given label
 * @param text what the row says, or the path of its image; may be empty
 */
public record Neighbour(long row, double weight, String given, String text) {
    /** @throws IllegalArgumentException if row is negative or weight is not finite */
    public Neighbour {
        Require.notNegative("row", row);
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("weight must be finite but is " + weight);
        }
    }
}
