package io.rectify.probe;

import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Vectors;
import java.util.Optional;

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
        Optional<double[]> moments = sums.moments(options.intercept());
        Lbfgs.Result result;
        if (moments.isPresent()) {
            try (StartingCurvature curvature =
                    new StartingCurvature(moments.get(), sums.classes(), objective.lambda(), options.intercept())) {
                result = minimise(objective, Optional.<Lbfgs.Preconditioner>of(curvature), start, options, monitor);
            }
        } else {
            result = minimise(objective, Optional.empty(), start, options, monitor);
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

    /** The gradient at zero, which the tolerance refers to, costs one more evaluation where the start is another probe. */
    private static Lbfgs.Result minimise(
            SoftmaxObjective objective,
            Optional<Lbfgs.Preconditioner> curvature,
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
