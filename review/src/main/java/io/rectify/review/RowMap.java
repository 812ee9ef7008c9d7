package io.rectify.review;

import java.util.List;

/**
 * Rows on the plane in which their features differ most ({@link io.rectify.spectral.PrincipalPlane}), on a grid of {@value Plane#GRID} by {@value
 * Plane#GRID} that the outermost rows touch.
 *
 * @param rows N
 * @param explained share of the variance of features that is in the plane
 * @param x of the rows that are drawn: all, or of more than {@value Plane#DRAWN} so many at random
 * @param y likewise, upwards
 * @param given index of their class
 * @param wrong probability that their label is wrong, in percent
 * @param classes the same in words, of all rows
 */
public record RowMap(
        int rows,
        double explained,
        List<Integer> x,
        List<Integer> y,
        List<Integer> given,
        List<Integer> wrong,
        List<Place> classes) {

    /**
     * Where the rows of a class are.
     *
     * @param rows that were given it
     * @param x mean
     * @param y mean
     * @param suspicious rows of them that the audit flagged
     */
    public record Place(String name, int rows, double x, double y, int suspicious) {}
}
