package io.rectify.linalg;

/**
 * eˣ = (e^(x/128))^128 in float64: a polynomial and seven squarings, with neither table nor branch nor bit operation, so
 * that the JIT compiler turns each loop into vector instructions without any help.
 */
final class PlainExp implements ExpKernel {
    /** Below this argument the result is less than the smallest normal float; above, x/128 lies in [−0.69, 0]. */
    private static final double LOWEST = -87.4 / 128;

    private static final int CHUNK = 512;

    private final ThreadLocal<double[]> buffer = ThreadLocal.withInitial(() -> new double[CHUNK]);

    @Override
    public void expInPlace(float[] x, int length) {
        double[] y = buffer.get();
        for (int from = 0; from < length; from += CHUNK) {
            int n = Math.min(CHUNK, length - from);
            for (int i = 0; i < n; i++) {
                y[i] = x[from + i];
            }
            exp(y, n);
            for (int i = 0; i < n; i++) {
                x[from + i] = (float) y[i];
            }
        }
    }

    /**
     * Taylor's polynomial of degree 8 about −0.34, the middle of the range: its relative error is at most
     * .35⁹/9!·e^.35 = 3.1e−10, which the squarings multiply by 128.
     */
    private static void exp(double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double r = Math.max(y[i] * (1.0 / 128), LOWEST) + MIDDLE;
            double p = C8 * r + C7;
            p = p * r + C6;
            p = p * r + C5;
            p = p * r + C4;
            p = p * r + C3;
            p = p * r + C2;
            p = p * r + C1;
            p = p * r + C0;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            y[i] = p * p;
        }
    }

    private static final double MIDDLE = 0.34375;
    private static final double C0 = StrictMath.exp(-MIDDLE);
    private static final double C1 = C0;
    private static final double C2 = C0 / 2;
    private static final double C3 = C0 / 6;
    private static final double C4 = C0 / 24;
    private static final double C5 = C0 / 120;
    private static final double C6 = C0 / 720;
    private static final double C7 = C0 / 5040;
    private static final double C8 = C0 / 40320;
}
