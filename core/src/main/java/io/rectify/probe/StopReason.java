package io.rectify.probe;

import io.rectify.linalg.Lbfgs;

/** Why the fit of a probe ended. */
public enum StopReason {
    CONVERGED("converged"),
    STALLED("line search stalled at rounding level"),
    ITERATION_LIMIT("iteration limit"),
    /** Mini-batch descent ends so by design. */
    EPOCHS("epochs run");

    private final String words;

    StopReason(String words) {
        this.words = words;
    }

    static StopReason of(Lbfgs.StopReason reason) {
        return switch (reason) {
            case CONVERGED -> CONVERGED;
            case STALLED -> STALLED;
            case ITERATION_LIMIT -> ITERATION_LIMIT;
        };
    }

    @Override
    public String toString() {
        return words;
    }
}
