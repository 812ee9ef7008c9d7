package io.rectify.linalg;

/** Level-1 operations on float64 arrays; sums run in four chains so that they are not bound by latency. */
public final class Vectors {
    private Vectors() {}

    public static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    public static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** result ← a + factor·b; the result may be a or b. */
    static void addScaled(double[] a, double factor, double[] b, double[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = a[i] + factor * b[i];
        }
    }

    static double[] difference(double[] a, double[] b) {
        double[] result = new double[a.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = a[i] - b[i];
        }
        return result;
    }
}
