package io.rectify.python;

import io.rectify.Monitor;
import io.rectify.audit.OutOfSample;
import io.rectify.distill.Distillation;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Lbfgs;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A computation in a thread of its own, so that whoever began it can look around meanwhile, and stop it: a caller inside a call of Java
 * hears no Ctrl-C.
 *
 * @param <T> what comes out
 */
public final class Job<T> {
    private final FutureTask<T> task;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile String stage = "";
    private volatile int steps;

    private Job(Function<Monitor, T> computing) {
        task = new FutureTask<>(() -> computing.apply(new Watching()));
    }

    /** Begins to compute; the monitor ends the computation once it has been {@linkplain #cancel cancelled}. */
    static <T> Job<T> begin(Function<Monitor, T> computing) {
        Job<T> job = new Job<>(computing);
        Thread thread = new Thread(job::run, "rectify");
        thread.setDaemon(true);
        thread.start();
        return job;
    }

    private void run() {
        task.run();
        ended.countDown();
    }

    /** Waits until it has ended, for so long at most. Returns whether it has. */
    public boolean await(long milliseconds) throws InterruptedException {
        return ended.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Ends the computation before its next fit, or after the iteration that it is in. Its memory is in use until {@link #await} says that it has ended. */
    public void cancel() {
        cancelled = true;
    }

    /** What it is at, in words; empty where nothing has been said yet. */
    public String stage() {
        return stage;
    }

    /** How many candidates, parts and steps it has finished. */
    public int steps() {
        return steps;
    }

    /**
     * What came out of it.
     *
     * @throws InterruptedException if the waiting is interrupted
     * @throws RuntimeException what the computation threw
     */
    public T result() throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private void check() {
        if (cancelled) {
            throw new CancellationException("stopped");
        }
    }

    private void at(String what) {
        check();
        stage = what;
        steps++;
    }

    /** Tells the job where the computation is, and the computation when to end. */
    private final class Watching implements Monitor {
        @Override
        public FitLog fits() {
            return new Stoppable();
        }

        @Override
        public AutoDistill.Monitor search() {
            return (candidate, fold, agreement) -> at("tried " + candidate);
        }

        @Override
        public Distillation.Monitor training(Recipe recipe) {
            return new Distillation.Monitor() {
                @Override
                public void step(Distillation.Step step) {
                    at("fitted step " + step.number() + " of " + recipe);
                }
            };
        }

        @Override
        public OutOfSample.Monitor judging(Recipe recipe) {
            return (part, parts) -> at("part " + part + " of " + parts + " judged by " + recipe);
        }

        @Override
        public void begins(String what) {
            check();
            stage = what;
        }
    }

    /** Knows no fit, and looks after each iteration whether to go on. */
    private final class Stoppable implements FitLog {
        @Override
        public SoftmaxProbe.Fit recall(String name, Supplier<SoftmaxProbe.Fit> making) {
            check();
            return making.get();
        }

        @Override
        public FitLog within(String part) {
            return this;
        }

        @Override
        public SoftmaxProbe.Fit fit(
                String name, SoftmaxProbe.Problem problem, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
            check();
            return SoftmaxProbe.fit(problem, options, (iteration, value, gradientNorm) -> {
                check();
                monitor.iteration(iteration, value, gradientNorm);
            });
        }
    }
}
