package io.rectify.report;

import java.util.Optional;

/**
 * What was found about the rows given one label.
 *
 * @param name of the class
 * @param rows that were given it
 * @param wrongShare estimated share of them for which it is wrong
 * @param mostOftenReally class that those most often really belong to; empty if there is none
 */
public record ClassSummary(String name, long rows, double wrongShare, Optional<String> mostOftenReally) {
    /** @throws IllegalArgumentException if rows is negative or the share is not between 0 and 1 */
    public ClassSummary {
        Require.notNegative("rows", rows);
        Require.share("wrongShare", wrongShare);
    }
}
