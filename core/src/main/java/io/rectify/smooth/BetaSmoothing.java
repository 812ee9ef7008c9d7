package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.probe.BatchLoss;
import io.rectify.probe.Parameter;
import java.util.SplittableRandom;

/**
 * Label smoothing of a different strength for each row, without a teacher: for every mini-batch, as many numbers b as it has
 * rows are drawn from Beta(a, 1); the smallest b goes to the row to whose label a moving average of the probe gives the
 * smallest probability, and so on upwards, equals in the order of the batch. With u = b on the label and (1−b)/(K−1) elsewhere,
 * the loss is (1−α)·CE(Y) + α·CE(u).
 *
 * <p>After step s the moving average keeps the share min(1 − 1/(s+1), longest) of itself: at first it is the plain mean of
 * all parameters so far, later an exponential one.
 *
 * <p>Source: Zhang &amp; Sabuncu, NeurIPS 2020, arXiv 2006.05065, section 5.
 *
 * @param shape a, positive; the mean of b is a/(a+1)
 * @param alpha α
 * @param longest the largest share of the average that is kept, in [0, 1)
 */
public record BetaSmoothing(
        @Parameter(name = "beta-a", description = "A of Beta(A, 1), whose mean is A/(A+1)")
        double shape,

        @Parameter(name = "alpha", description = "share of the smoothed labels")
        double alpha,

        double longest)
        implements Smoothing {
    /** a = 3, α = 0.6, 0.999. */
    public static final BetaSmoothing DEFAULTS = new BetaSmoothing(3, 0.6, 0.999);

    /** @throws IllegalArgumentException if a is not positive and finite, α outside [0, 1] or the share outside [0, 1) */
    public BetaSmoothing {
        if (!(shape > 0) || Double.isInfinite(shape)) {
            throw new IllegalArgumentException("a of Beta(a, 1) must be positive and finite but is " + shape);
        }
        Shares.check(alpha, "alpha");
        if (!(longest >= 0 && longest < 1)) {
            throw new IllegalArgumentException(
                    "share of the average that is kept must lie in [0, 1) but is " + longest);
        }
    }

    /** A number drawn from Beta(a, 1), whose distribution function is bᵃ. */
    public double draw(SplittableRandom random) {
        return Math.pow(random.nextDouble(), 1 / shape);
    }

    @Override
    public String description() {
        return "Beta smoothing, a = " + shape + ", alpha = " + alpha;
    }

    @Override
    public boolean miniBatches() {
        return true;
    }

    @Override
    public BatchLoss loss(Labels given) {
        return new BetaLoss(given, this);
    }
}
