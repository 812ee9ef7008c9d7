package io.rectify.probe;

import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Vectors;

/** A probe fitted by {@link Lbfgs}: the solver for losses that are sums over rows. */
final class LbfgsProbe {
    private LbfgsProbe() {}

    static SoftmaxProbe.Fit fit(
            SoftmaxProbe.Problem problem, RowLoss loss, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
        int d = problem.features().columns();
        int k = loss.classes();
        SoftmaxProbe.checkSize(d, k);
        try (SoftmaxObjective objective = new SoftmaxObjective(
                problem.features(),
                loss,
                problem.rowWeights().orElse(null),
                options.penalty(),
                options.intercept(),
                options.threads())) {
            Lbfgs.Result result = problem.start()
                    .map(start -> warm(objective, start, options, monitor))
                    .orElseGet(() -> cold(objective, options, monitor));
            return new SoftmaxProbe.Fit(
                    ProbeParameters.probe(result.point(), d, k, options.intercept()),
                    objective.lambda(),
                    result.value(),
                    result.gradientNorm() == 0 ? 0 : result.gradientNorm() / result.startGradientNorm(),
                    result.iterations(),
                    result.evaluations(),
                    StopReason.of(result.reason()));
        }
    }

    private static Lbfgs.Result cold(SoftmaxObjective objective, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
        return Lbfgs.minimise(
                objective,
                new double[objective.parameters()],
                new Lbfgs.Options(0, options.tolerance(), options.maxIterations(), options.memory()),
                monitor);
    }

    /** From another probe; the gradient at zero, which the tolerance refers to, costs one more evaluation. */
    private static Lbfgs.Result warm(
            SoftmaxObjective objective, SoftmaxProbe start, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
        double[] gradient = new double[objective.parameters()];
        objective.evaluate(new double[gradient.length], gradient);
        double normAtZero = Vectors.norm(gradient);
        Lbfgs.Result result = Lbfgs.minimise(
                objective,
                ProbeParameters.of(start, options.intercept()),
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
