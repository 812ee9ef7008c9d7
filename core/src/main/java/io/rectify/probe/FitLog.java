package io.rectify.probe;

import io.rectify.linalg.Lbfgs;
import java.util.function.Supplier;

/**
 * Fits by name, so that a computation that was cut short and is made again need not repeat those that it had finished. Fits are
 * deterministic, so a log may know any of them, or none: the results are the same, bit for bit. One log belongs to one
 * computation on the same data; within it a name, the options and the probe that a fit starts from stand for the fit.
 */
@FunctionalInterface
public interface FitLog {
    /** Knows nothing and keeps nothing. */
    FitLog NONE = (name, making) -> making.get();

    /** The fit of that name if it is known, and otherwise as it is made. */
    SoftmaxProbe.Fit recall(String name, Supplier<SoftmaxProbe.Fit> making);

    /** This log for a part of the computation, whose names stand apart from those of other parts. */
    default FitLog within(String part) {
        return (name, making) -> recall(part + ": " + name, making);
    }

    /**
     * {@link SoftmaxProbe#fit(SoftmaxProbe.Problem, SoftmaxProbe.Options, Lbfgs.Monitor)}, unless the fit is known.
     *
     * @param name says which rows, which targets and which row weights
     * @param monitor not told of a fit that is known
     */
    default SoftmaxProbe.Fit fit(
            String name, SoftmaxProbe.Problem problem, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
        // Says how the solver begins too: a fit of one that began otherwise is not the same bit for bit.
        String start = problem.start().map(FitLog::digest).orElse("zero");
        String how = options.penalty() + ", intercept " + options.intercept() + (options.adjusted() ? ", adjusted" : "")
                + ", tolerance " + options.tolerance() + ", iterations " + options.maxIterations() + ", memory "
                + options.memory() + ", from the curvature";
        return recall(name + "; " + how + "; from " + start, () -> SoftmaxProbe.fit(problem, options, monitor));
    }

    /** 64 bits of all parameters, mixed one after the other as by SplitMix64 (Steele, Lea &amp; Flood 2014). */
    private static String digest(SoftmaxProbe probe) {
        long hash = mix(probe.features(), probe.bias());
        for (int i = 0; i < probe.features(); i++) {
            hash = mix(hash, probe.weights().row(i));
        }
        return Long.toHexString(hash);
    }

    private static long mix(long start, float[] values) {
        long hash = start;
        for (float value : values) {
            hash = (hash ^ Float.floatToRawIntBits(value)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
