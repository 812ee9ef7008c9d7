package io.rectify.cli;

import io.rectify.Monitor;
import io.rectify.audit.OutOfSample;
import io.rectify.distill.Recipe;
import io.rectify.probe.FitLog;
import io.rectify.select.AutoDistill;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a training or an audit goes on, on standard error, and the fits that an interrupted run had finished. */
final class RunMonitor implements Monitor, AutoCloseable {
    private final StartLine start;
    private final boolean quiet;
    private final double tolerance;
    private final FitLog fits;
    private final List<Progress> bars = new ArrayList<>();

    private final long begin = System.nanoTime();

    /**
     * @param tolerance relative gradient norm at which a fit ends
     * @param start said before anything else
     */
    RunMonitor(boolean quiet, double tolerance, FitLog fits, StartLine start) {
        this.start = start;
        this.quiet = quiet;
        this.tolerance = tolerance;
        this.fits = fits;
    }

    @Override
    public FitLog fits() {
        return fits;
    }

    @Override
    public AutoDistill.Monitor search() {
        return new SearchProgress(quiet, start);
    }

    @Override
    public Progress training(Recipe recipe) {
        Progress progress = new Progress(quiet, recipe.steps().size(), tolerance, start);
        bars.add(progress);
        return progress;
    }

    @Override
    public OutOfSample.Monitor judging(Recipe recipe) {
        long begin = System.nanoTime();
        return (part, parts) -> begins(String.format(
                Locale.ROOT,
                "part %d of %d judged by %s%s",
                part,
                parts,
                recipe,
                Wording.timeLeft(part, parts, System.nanoTime() - begin)));
    }

    @Override
    public void begins(String what) {
        if (!quiet && System.nanoTime() - begin >= Progress.PATIENCE_NANOS) {
            start.run();
            System.err.println(what);
        }
    }

    /** Ends what is still drawn. */
    @Override
    public void close() {
        bars.forEach(Progress::close);
        bars.clear();
    }
}
