package io.rectify.probe;

/**
 * Parameters θ on their way downhill: v ← μv + g and θ ← θ − η·v, or θ ← θ − η·(g + μv) by Nesterov's rule as Sutskever et al.
 * (2013) write it. All in float64. A {@link BatchLoss} also has a moving average of θ kept.
 */
public final class Momentum {
    private final double momentum;
    private final boolean nesterov;
    private final double[] point;
    private final double[] velocity;
    private final double[] average;
    private long steps;

    /**
     * At rest; v starts at the first g.
     *
     * @param start θ, taken over
     * @param momentum μ, in [0, 1)
     */
    public Momentum(double[] start, double momentum, boolean nesterov) {
        this(start, new double[start.length], start.clone(), 0, momentum, nesterov);
    }

    /** Under way; the arrays, of equal length, are taken over. */
    public Momentum(
            double[] point, double[] velocity, double[] average, long steps, double momentum, boolean nesterov) {
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.point = point;
        this.velocity = velocity;
        this.average = average;
        this.steps = steps;
    }

    /** θ itself, which every step changes. */
    public double[] point() {
        return point;
    }

    /** v itself. */
    public double[] velocity() {
        return velocity;
    }

    /** The moving average itself; θ as it started where the loss needs none. */
    public double[] average() {
        return average;
    }

    /** Steps taken so far. */
    public long steps() {
        return steps;
    }

    /**
     * One step against a gradient.
     *
     * @param rate η
     * @param loss whose average is to be kept, if it is a {@link BatchLoss}
     */
    public void step(double[] gradient, double rate, Loss loss) {
        for (int j = 0; j < point.length; j++) {
            velocity[j] = momentum * velocity[j] + gradient[j];
            point[j] -= rate * (nesterov ? gradient[j] + momentum * velocity[j] : velocity[j]);
        }
        steps++;
        if (loss instanceof BatchLoss batchLoss) {
            double kept = batchLoss.decay(steps);
            for (int j = 0; j < point.length; j++) {
                average[j] = kept * average[j] + (1 - kept) * point[j];
            }
        }
    }
}
