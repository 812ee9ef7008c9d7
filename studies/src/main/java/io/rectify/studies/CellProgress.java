package io.rectify.studies;

import java.io.PrintStream;
import java.util.Locale;

/** How far an experiment has come: a line for each finished cell with the time left, judged by the cells' costs. */
final class CellProgress {
    private final PrintStream out;
    private final String name;
    private final int cells;
    private final double cost;
    private int done;
    private double doneCost;
    private double seconds;

    /**
     * @param cells to compute
     * @param cost of all of them
     */
    CellProgress(PrintStream out, String name, int cells, double cost) {
        this.out = out;
        this.name = name;
        this.cells = cells;
        this.cost = cost;
    }

    void finished(Cell cell, double took) {
        done++;
        doneCost += cell.cost();
        seconds += took;
        out.printf(
                Locale.ROOT,
                "%s: cell %d of %d, %s, %s; %s%n",
                name,
                done,
                cells,
                cell.key(),
                duration(took),
                done == cells
                        ? "all in " + duration(seconds)
                        : "about " + duration(seconds / doneCost * (cost - doneCost)) + " left");
    }

    static String duration(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return String.format(Locale.ROOT, "%.0f min", Math.max(2, seconds / 60));
    }
}
