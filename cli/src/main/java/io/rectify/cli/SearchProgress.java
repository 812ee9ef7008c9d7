package io.rectify.cli;

import io.rectify.distill.Recipe;
import io.rectify.select.AutoDistill;

/** Tells on standard error, every few seconds, how far a search has come. */
final class SearchProgress implements AutoDistill.Monitor {
    private static final long EVERY = 2_000_000_000L;

    private final Runnable first;
    private final boolean quiet;
    private long reported = System.nanoTime();
    private int tried;

    /** @param first run before anything is said */
    SearchProgress(boolean quiet, Runnable first) {
        this.first = first;
        this.quiet = quiet;
    }

    @Override
    public void tried(Recipe candidate, int fold, double agreement) {
        tried += fold == 0 ? 1 : 0;
        if (!quiet && System.nanoTime() - reported > EVERY) {
            reported = System.nanoTime();
            first.run();
            System.err.println(
                    fold == 0
                            ? tried + " ways of training tried, now " + candidate
                            : "the best of " + tried + " judged again, on part " + (fold + 1) + " of the rows");
        }
    }
}
