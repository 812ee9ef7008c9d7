package io.rectify.audit;

import java.util.Arrays;

/**
 * A decreasing density on [0, 1] by maximum likelihood: the slopes of the least concave majorant of the empirical distribution
 * function.
 *
 * <p>Source: Grenander 1956, Skandinavisk Aktuarietidskrift 39, 125–153.
 */
final class Grenander {
    private final boolean atom;
    private final double[] ends;
    private final double[] slopes;

    private Grenander(boolean atom, double[] ends, double[] slopes) {
        this.atom = atom;
        this.ends = ends;
        this.slopes = slopes;
    }

    /** @param values in [0, 1], at least one */
    static Grenander of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double[] x = new double[n + 2];
        double[] y = new double[n + 2];
        int corners = 1;
        for (int i = 0; i < n; i++) {
            boolean last = i + 1 == n || sorted[i + 1] > sorted[i];
            if (last) {
                double at = sorted[i];
                double share = (i + 1.0) / n;
                if (at == 0) {
                    y[0] = share;
                } else {
                    corners = append(x, y, corners, at, share);
                }
            }
        }
        if (x[corners - 1] < 1) {
            corners = append(x, y, corners, 1, 1);
        }
        double[] slopes = new double[corners - 1];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
        }
        return new Grenander(y[0] > 0, Arrays.copyOfRange(x, 1, corners), slopes);
    }

    /** Adds a point to the majorant and drops the corners that lie below it; the new number of corners. */
    private static int append(double[] x, double[] y, int corners, double at, double share) {
        int kept = corners;
        while (kept > 1
                && (y[kept - 1] - y[kept - 2]) * (at - x[kept - 2])
                        <= (share - y[kept - 2]) * (x[kept - 1] - x[kept - 2])) {
            kept--;
        }
        x[kept] = at;
        y[kept] = share;
        return kept + 1;
    }

    /** The density at a value; from the left where it falls, infinite at 0 if values are there. */
    double at(double value) {
        if (atom && value == 0) {
            return Double.POSITIVE_INFINITY;
        }
        int place = Arrays.binarySearch(ends, value);
        int piece = place >= 0 ? place : -place - 1;
        return slopes[Math.min(piece, slopes.length - 1)];
    }
}
