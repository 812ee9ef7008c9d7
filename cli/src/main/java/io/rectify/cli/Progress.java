package io.rectify.cli;

import io.rectify.distill.Distillation;
import io.rectify.linalg.Lbfgs;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How a distillation goes on, on stderr: nothing for the first second; then a bar on a terminal, or a line per finished
 * step elsewhere.
 */
final class Progress implements Distillation.Monitor, AutoCloseable {
    /** For so long nothing is said. */
    static final long PATIENCE_NANOS = 1_000_000_000L;

    private static final int PARTS = 100;
    private static final int WIDTH = 79;

    private final Runnable first;
    private final boolean silent;
    private final boolean terminal;
    private final int steps;
    private final double tolerance;
    private final long begin = System.nanoTime();
    private @Nullable ProgressBar bar;

    /**
     * @param steps of the plan, a teacher included
     * @param tolerance relative gradient norm at which a fit ends
     * @param first run before anything is shown
     */
    Progress(boolean quiet, int steps, double tolerance, Runnable first) {
        this.first = first;
        this.silent = quiet;
        this.terminal = "1".equals(System.getenv("RECTIFY_TERMINAL"));
        this.steps = steps;
        this.tolerance = tolerance;
    }

    @Override
    public Lbfgs.Monitor fit(int step) {
        double[] first = {0};
        return (iteration, value, gradientNorm) -> {
            first[0] = Math.max(first[0], gradientNorm);
            show(step, share(gradientNorm / first[0]));
        };
    }

    /** The part of a fit that is done, as the gradient falls on a logarithmic scale. */
    private double share(double relativeGradient) {
        return Math.max(0, Math.min(1, Math.log(relativeGradient) / Math.log(tolerance)));
    }

    private void show(int step, double share) {
        if (silent || !terminal || System.nanoTime() - begin < PATIENCE_NANOS) {
            return;
        }
        ProgressBar shown = bar;
        if (shown == null) {
            first.run();
            shown = new ProgressBarBuilder()
                    .setTaskName("training")
                    .setInitialMax((long) steps * PARTS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(new PrintStream(System.err, true), WIDTH))
                    .hideEta()
                    .build();
            bar = shown;
        }
        shown.stepTo(Math.max(shown.getCurrent(), Math.round((step - 1 + share) * PARTS)));
        shown.setExtraMessage(" step " + step + " of " + steps);
    }

    @Override
    public void step(Distillation.Step step) {
        show(step.number(), 1);
        if (!silent && !terminal && System.nanoTime() - begin >= PATIENCE_NANOS) {
            first.run();
            System.err.printf(
                    Locale.ROOT,
                    "step %d of %d, %s: %s, %.1f s%n",
                    step.number(),
                    steps,
                    Wording.of(step),
                    Wording.ending(step.fit()),
                    step.seconds());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
