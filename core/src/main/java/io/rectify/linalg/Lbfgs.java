package io.rectify.linalg;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Limited-memory BFGS (Nocedal 1980; Nocedal &amp; Wright 2006, algorithm 7.4) for smooth functions whose values and
 * gradients carry rounding errors of float32 size. The step length satisfies Wolfe's conditions or, near the optimum
 * where differences of values drown in rounding, the approximate Wolfe conditions of Hager &amp; Zhang (2005).
 */
public final class Lbfgs {
    private Lbfgs() {}

    /** A function to minimise. */
    @FunctionalInterface
    public interface Objective {
        /**
         * @param point where to evaluate; not to be changed
         * @param gradient receives the gradient at the point
         * @return the value at the point
         */
        double evaluate(double[] point, double[] gradient);
    }

    /** A guess at the inverse of the second derivatives, H₀: what is known of the objective before any step has been taken. */
    @FunctionalInterface
    public interface Preconditioner {
        /**
         * H₀·v, where H₀ is symmetric and positive definite.
         *
         * @param vector v; not to be changed
         * @return a new array
         */
        double[] times(double[] vector);
    }

    /** Told after every iteration how far the minimisation has come. */
    @FunctionalInterface
    public interface Monitor {
        Monitor SILENT = (iteration, value, gradientNorm) -> {};

        void iteration(int iteration, double value, double gradientNorm);
    }

    /** Why a minimisation ended. */
    public enum StopReason {
        CONVERGED("converged"),
        STALLED("line search stalled at rounding level"),
        ITERATION_LIMIT("iteration limit");

        private final String words;

        StopReason(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * The minimisation has converged when ‖∇f‖ ≤ max(absolute, relative·‖∇f(start)‖).
     *
     * @param maxIterations stop after this many iterations
     * @param memory number of past steps that shape the next one
     */
    public record Options(double absolute, double relative, int maxIterations, int memory) {
        /** @throws IllegalArgumentException if a value is out of range */
        public Options {
            if (!(absolute >= 0) || !(relative >= 0)) {
                throw new IllegalArgumentException(
                        "tolerances must be at least 0 but are " + absolute + " and " + relative);
            }
            if (maxIterations < 0 || memory < 1) {
                throw new IllegalArgumentException("iterations must be at least 0 and memory at least 1 but are "
                        + maxIterations + " and " + memory);
            }
        }
    }

    /**
     * Where a minimisation ended.
     *
     * @param point the last point; it may be long, nobody else holds it, and so it is not copied
     * @param startGradientNorm ‖∇f‖ at the start
     * @param evaluations number of calls of the objective
     */
    public record Result(
            double[] point,
            double value,
            double gradientNorm,
            double startGradientNorm,
            int iterations,
            int evaluations,
            StopReason reason) {}

    /**
     * Minimises the objective.
     *
     * @param start the first point; not changed
     * @throws ArithmeticException if the value or gradient at the start is not finite
     */
    public static Result minimise(Objective objective, double[] start, Options options, Monitor monitor) {
        return new Run(objective, Optional::empty, start, options).minimise(monitor);
    }

    /**
     * The same with steps that begin as −H₀·∇f, up to a length, in place of −∇f.
     *
     * @param preconditioner H₀, asked for once and only if a step is taken; none for steps along the gradient
     */
    public static Result minimise(
            Objective objective,
            Supplier<Optional<Preconditioner>> preconditioner,
            double[] start,
            Options options,
            Monitor monitor) {
        return new Run(objective, preconditioner, start, options).minimise(monitor);
    }

    /** One past step: s = x₊ − x, y = ∇f₊ − ∇f, 1/sᵀy and sᵀy/yᵀH₀y, the length of H₀ along it. */
    private record Pair(double[] s, double[] y, double rho, double scale) {}

    /** Iterations without a smaller gradient or value after which float32 has no more to give. */
    private static final int PATIENCE = 25;

    private static final class Run {
        private final Objective objective;
        private final Supplier<Optional<Preconditioner>> made;
        private Optional<Preconditioner> preconditioner = Optional.empty();
        private final Options options;
        private final Deque<Pair> history = new ArrayDeque<>();
        private final double startNorm;
        private double[] x;
        private double[] gradient;
        private double value;
        private int evaluations;

        Run(Objective objective, Supplier<Optional<Preconditioner>> made, double[] start, Options options) {
            this.objective = objective;
            this.made = made;
            this.options = options;
            this.x = start.clone();
            this.gradient = new double[x.length];
            this.value = evaluate(x, gradient);
            this.startNorm = Vectors.norm(gradient);
            if (!Double.isFinite(value) || !Double.isFinite(startNorm)) {
                throw new ArithmeticException("objective at the starting point is " + value + " with gradient norm "
                        + startNorm + "; both must be finite");
            }
        }

        Result minimise(Monitor monitor) {
            double enough = Math.max(options.absolute(), options.relative() * startNorm);
            double smallestNorm = Double.POSITIVE_INFINITY;
            double valueAtGain = Double.POSITIVE_INFINITY;
            int lastGain = 0;
            for (int iteration = 0; ; iteration++) {
                double norm = Vectors.norm(gradient);
                if (norm <= enough) {
                    return result(norm, iteration, StopReason.CONVERGED);
                }
                if (iteration == options.maxIterations()) {
                    return result(norm, iteration, StopReason.ITERATION_LIMIT);
                }
                if (iteration == 0) {
                    preconditioner = made.get();
                }
                if (norm < smallestNorm) {
                    smallestNorm = norm;
                    lastGain = iteration;
                }
                if (!(value >= valueAtGain - 1e-7 * Math.abs(valueAtGain))) {
                    valueAtGain = value;
                    lastGain = iteration;
                }
                if (iteration - lastGain > PATIENCE || !step(norm)) {
                    return result(norm, iteration, StopReason.STALLED);
                }
                monitor.iteration(iteration + 1, value, Vectors.norm(gradient));
            }
        }

        /** Moves to the next point; false if no step makes progress, even along the steepest descent. */
        private boolean step(double norm) {
            double[] direction = direction();
            double slope = Vectors.dot(gradient, direction);
            boolean first = history.isEmpty();
            if (!(slope < 0)) {
                history.clear();
                direction = direction();
                slope = Vectors.dot(gradient, direction);
                first = true;
            }
            double firstStep = preconditioner.isPresent() ? 1 : 1 / norm;
            if (search(direction, slope, first ? firstStep : 1)) {
                return true;
            }
            if (first) {
                return false;
            }
            history.clear();
            direction = direction();
            return search(direction, Vectors.dot(gradient, direction), firstStep);
        }

        private boolean search(double[] direction, double slope, double firstStep) {
            double[] trial = new double[x.length];
            double[] trialGradient = new double[x.length];
            LineSearch.Outcome outcome = LineSearch.search(value, slope, firstStep, step -> {
                Vectors.addScaled(x, step, direction, trial);
                double trialValue = evaluate(trial, trialGradient);
                return new LineSearch.Sample(step, trialValue, Vectors.dot(trialGradient, direction));
            });
            if (!outcome.accepted()) {
                return false;
            }
            double[] s = Vectors.difference(trial, x);
            double[] y = Vectors.difference(trialGradient, gradient);
            double sy = Vectors.dot(s, y);
            if (sy > 1e-12 * Vectors.norm(s) * Vectors.norm(y)) {
                if (history.size() == options.memory()) {
                    history.removeFirst();
                }
                history.addLast(new Pair(s, y, 1 / sy, sy / Vectors.dot(y, preconditioned(y))));
            }
            x = trial;
            gradient = trialGradient;
            value = outcome.sample().value();
            return true;
        }

        /** The two-loop recursion: −H·∇f. */
        private double[] direction() {
            double[] q = gradient.clone();
            double[] alpha = new double[history.size()];
            Iterator<Pair> newestFirst = history.descendingIterator();
            for (int i = alpha.length - 1; i >= 0; i--) {
                Pair pair = newestFirst.next();
                alpha[i] = pair.rho() * Vectors.dot(pair.s(), q);
                Vectors.addScaled(q, -alpha[i], pair.y(), q);
            }
            double scale = history.isEmpty() ? -1 : -history.getLast().scale();
            q = preconditioned(q);
            for (int j = 0; j < q.length; j++) {
                q[j] *= scale;
            }
            int i = 0;
            for (Pair pair : history) {
                double beta = pair.rho() * Vectors.dot(pair.y(), q);
                Vectors.addScaled(q, -alpha[i++] - beta, pair.s(), q);
            }
            return q;
        }

        private double[] preconditioned(double[] vector) {
            return preconditioner.map(h -> h.times(vector)).orElse(vector);
        }

        private double evaluate(double[] point, double[] gradientThere) {
            evaluations++;
            return objective.evaluate(point, gradientThere);
        }

        private Result result(double norm, int iterations, StopReason reason) {
            return new Result(x, value, norm, startNorm, iterations, evaluations, reason);
        }
    }
}
