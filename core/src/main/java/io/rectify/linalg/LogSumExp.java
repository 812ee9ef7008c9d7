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
        softmaxRowsInPlace(EXP, logits, rows, columns, logSumExp);
    }

    static void softmaxRowsInPlace(ExpKernel exp, float[] logits, int rows, int columns, double[] logSumExp) {
        for (int i = 0; i < rows; i++) {
            int from = i * columns;
            float largest = largest(logits, from, columns);
            logSumExp[i] = largest;
            for (int j = from; j < from + columns; j++) {
                logits[j] -= largest;
            }
        }
        exp.expInPlace(logits, rows * columns);
        for (int i = 0; i < rows; i++) {
            int from = i * columns;
            double sum = sum(logits, from, columns);
            logSumExp[i] += Math.log(sum);
            float scale = (float) (1 / sum);
            for (int j = from; j < from + columns; j++) {
                logits[j] *= scale;
            }
        }
    }

    /** Four chains, because one would wait for each comparison in turn. */
    private static float largest(float[] x, int from, int length) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        int end = from + length;
        int i = from;
        for (; i + 3 < end; i += 4) {
            a = x[i] > a ? x[i] : a;
            b = x[i + 1] > b ? x[i + 1] : b;
            c = x[i + 2] > c ? x[i + 2] : c;
            d = x[i + 3] > d ? x[i + 3] : d;
        }
        for (; i < end; i++) {
            a = x[i] > a ? x[i] : a;
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static double sum(float[] x, int from, int length) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int end = from + length;
        int i = from;
        for (; i + 3 < end; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < end; i++) {
            a += x[i];
        }
        return (a + b) + (c + d);
    }
}
