package io.rectify.probe;

import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** A probe fitted by {@link Lbfgs}: the solver for losses that are sums over rows, wherever the rows are. */
public final class LbfgsProbe {
    private LbfgsProbe() {}

    static SoftmaxProbe.Fit fit(
            SoftmaxProbe.Problem problem, RowLoss loss, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
        SoftmaxProbe.checkSize(problem.features().columns(), loss.classes());
        try (BandSums sums =
                new BandSums(problem.features(), loss, problem.rowWeights().orElse(null), options.threads())) {
            return fit(sums, problem.start(), options, monitor);
        }
    }

    /**
     * Fits a probe to the loss that is summed.
     *
     * @param start the probe to start from; none means W = 0, b = 0
     * @param options whether its logits are adjusted is for the loss to know, and threads are not used
     * @param monitor told after each iteration: the objective and the gradient's norm
     * @throws IllegalArgumentException if the probe would be too large for one array
     * @throws ArithmeticException if the objective is not finite
     */
    public static SoftmaxProbe.Fit fit(
            LossSums sums, Optional<SoftmaxProbe> start, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
        SoftmaxProbe.checkSize(sums.features(), sums.classes());
        SoftmaxObjective objective = new SoftmaxObjective(sums, options.penalty(), options.intercept());
        Lbfgs.Result result;
        try (Curvature curvature = new Curvature(sums, objective.lambda(), options.intercept())) {
            result = minimise(objective, curvature, start, options, monitor);
        }
        return new SoftmaxProbe.Fit(
                ProbeParameters.probe(result.point(), sums.features(), sums.classes(), options.intercept()),
                objective.lambda(),
                result.value(),
                result.gradientNorm() == 0 ? 0 : result.gradientNorm() / result.startGradientNorm(),
                result.iterations(),
                result.evaluations(),
                StopReason.of(result.reason()));
    }

    /** Made when a step is taken: many a student's fit ends where it starts. */
    private static final class Curvature implements Supplier<Optional<Lbfgs.Preconditioner>>, AutoCloseable {
        private final LossSums sums;
        private final double lambda;
        private final boolean intercept;
        private Optional<StartingCurvature> made = Optional.empty();

        Curvature(LossSums sums, double lambda, boolean intercept) {
            this.sums = sums;
            this.lambda = lambda;
            this.intercept = intercept;
        }

        @Override
        public Optional<Lbfgs.Preconditioner> get() {
            made = sums.moments(intercept)
                    .filter(moments -> Arrays.stream(moments).anyMatch(value -> value > 0))
                    .map(moments -> new StartingCurvature(moments, sums.classes(), lambda, intercept));
            return made.map(curvature -> curvature);
        }

        @Override
        public void close() {
            made.ifPresent(StartingCurvature::close);
        }
    }

    /** The gradient at zero, which the tolerance refers to, costs one more evaluation where the start is another probe. */
    private static Lbfgs.Result minimise(
            SoftmaxObjective objective,
            Curvature curvature,
            Optional<SoftmaxProbe> start,
            SoftmaxProbe.Options options,
            Lbfgs.Monitor monitor) {
        double[] zero = new double[objective.parameters()];
        if (start.isEmpty()) {
            return Lbfgs.minimise(
                    objective,
                    curvature,
                    zero,
                    new Lbfgs.Options(0, options.tolerance(), options.maxIterations(), options.memory()),
                    monitor);
        }
        double[] gradient = new double[zero.length];
        objective.evaluate(zero, gradient);
        double normAtZero = Vectors.norm(gradient);
        Lbfgs.Result result = Lbfgs.minimise(
                objective,
                curvature,
                ProbeParameters.of(start.get(), options.intercept()),
                new Lbfgs.Options(options.tolerance() * normAtZero, 0, options.maxIterations(), options.memory()),
                monitor);
        return new Lbfgs.Result(
                result.point(),
                result.value(),
                result.gradientNorm(),
                normAtZero,
                result.iterations(),
                result.evaluations() + 1,
                result.reason());
    }
}
