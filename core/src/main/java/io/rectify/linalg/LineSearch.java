package io.rectify.linalg;

/**
 * A step length for a descent direction, after Hager &amp; Zhang (2005), "A new conjugate gradient method with
 * guaranteed descent and an efficient line search", SIAM J. Optim. 16(1), section 4. With φ(a) the value a step a away, a step
 * is accepted if it satisfies Wolfe's conditions, φ(a) − φ(0) ≤ δ·a·φ′(0) and φ′(a) ≥ σ·φ′(0), or the approximate ones,
 * (2δ − 1)·φ′(0) ≥ φ′(a) ≥ σ·φ′(0) and φ(a) ≤ φ(0) + ε·|φ(0)|, which need no difference of nearly equal values.
 */
final class LineSearch {
    private static final double DELTA = 0.1;
    private static final double SIGMA = 0.9;
    private static final double EPSILON = 1e-6;
    private static final int MAX_EVALUATIONS = 25;

    private final double value;
    private final double slope;
    private final double ceiling;

    private LineSearch(double value, double slope) {
        this.value = value;
        this.slope = slope;
        this.ceiling = value + EPSILON * Math.abs(value);
    }

    /** φ and φ′ at a step. */
    record Sample(double step, double value, double slope) {}

    record Outcome(Sample sample, boolean accepted) {}

    @FunctionalInterface
    interface Phi {
        Sample at(double step);
    }

    /**
     * @param value φ(0)
     * @param slope φ′(0), negative
     * @param firstStep the step tried first
     */
    static Outcome search(double value, double slope, double firstStep, Phi phi) {
        return new LineSearch(value, slope).search(firstStep, phi);
    }

    /**
     * Keeps an interval whose low end descends and lies no higher than the start, and whose high end, once there is one,
     * ascends or lies higher; such an interval holds acceptable steps.
     */
    private Outcome search(double firstStep, Phi phi) {
        Sample low = new Sample(0, value, slope);
        Sample high = null;
        double step = firstStep;
        double width = Double.POSITIVE_INFINITY;
        Sample sample = low;
        for (int i = 0; i < MAX_EVALUATIONS; i++) {
            sample = phi.at(step);
            if (acceptable(sample)) {
                return new Outcome(sample, true);
            }
            if (sample.slope() < 0 && sample.value() <= ceiling) {
                if (high == null) {
                    step = extrapolate(low, sample);
                    low = sample;
                    continue;
                }
                low = sample;
            } else {
                high = sample;
            }
            double newWidth = high.step() - low.step();
            boolean slow = newWidth > 0.66 * width;
            width = newWidth;
            step = slow ? low.step() + newWidth / 2 : interpolate(low, high);
            if (!(step > low.step() && step < high.step())) {
                break;
            }
        }
        return new Outcome(sample, false);
    }

    private boolean acceptable(Sample sample) {
        if (!(sample.slope() >= SIGMA * slope) || !Double.isFinite(sample.value())) {
            return false;
        }
        boolean wolfe = sample.value() - value <= DELTA * sample.step() * slope;
        boolean approximate = (2 * DELTA - 1) * slope >= sample.slope() && sample.value() <= ceiling;
        return wolfe || approximate;
    }

    /** Where the line through two slopes reaches zero, but at least twice and at most ten times the last step. */
    private static double extrapolate(Sample before, Sample last) {
        double root = secant(before, last);
        double ahead = root > last.step() ? root : 10 * last.step();
        return Math.min(10 * last.step(), Math.max(2 * last.step(), ahead));
    }

    /** The secant's root if the slope changes sign, kept off the ends; the middle otherwise. */
    private static double interpolate(Sample low, Sample high) {
        double width = high.step() - low.step();
        if (!(high.slope() >= 0) || !Double.isFinite(high.value())) {
            return low.step() + width / 2;
        }
        double root = secant(low, high);
        return Math.min(high.step() - 0.02 * width, Math.max(low.step() + 0.02 * width, root));
    }

    private static double secant(Sample a, Sample b) {
        return (a.step() * b.slope() - b.step() * a.slope()) / (b.slope() - a.slope());
    }
}
