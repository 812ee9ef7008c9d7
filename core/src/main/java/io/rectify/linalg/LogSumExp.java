package io.rectify.linalg;

/**
 * Softmax and log-sum-exp of rows, the numerically stable way: the largest entry is subtracted first, so nothing
 * overflows. Exponentials cost {@link ExpKernel}'s relative error of at most 2·10⁻⁷; sums are float64.
 */
public final class LogSumExp {
    private static final ExpKernel EXP = ExpKernel.best();

    private LogSumExp() {}

    /** What computes exponentials: {@code Vector API} or {@code plain Java}. */
    public static String kernel() {
        return EXP instanceof PlainExp ? "plain Java" : "Vector API";
    }

    /** ln Σⱼ exp(xⱼ) in float64. */
    public static double of(double[] x) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            largest = Math.max(largest, value);
        }
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double value : x) {
            sum += Math.exp(value - largest);
        }
        return largest + Math.log(sum);
    }

    /**
     * Replaces each row of logits z by its softmax, exp(zⱼ)/Σₗexp(zₗ).
     *
     * @param logits the first rows·columns entries are used, row-major
     * @param logSumExp receives ln Σⱼ exp(zⱼ) of each row
     */
    public static void softmaxRowsInPlace(float[] logits, int rows, int columns, double[] logSumExp) {
        EXP.softmaxRowsInPlace(logits, rows, columns, logSumExp);
    }
}
