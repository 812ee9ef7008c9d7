package io.rectify.linalg;

/** Largest value and sum of a piece of an array, in eight chains, because one would wait for each step in turn. */
public final class RowScan {
    private RowScan() {}

    static float largest(float[] x, int from, int length) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        float e = a;
        float f = a;
        float g = a;
        float h = a;
        int end = from + length;
        int i = from;
        for (; i + 7 < end; i += 8) {
            a = x[i] > a ? x[i] : a;
            b = x[i + 1] > b ? x[i + 1] : b;
            c = x[i + 2] > c ? x[i + 2] : c;
            d = x[i + 3] > d ? x[i + 3] : d;
            e = x[i + 4] > e ? x[i + 4] : e;
            f = x[i + 5] > f ? x[i + 5] : f;
            g = x[i + 6] > g ? x[i + 6] : g;
            h = x[i + 7] > h ? x[i + 7] : h;
        }
        for (; i < end; i++) {
            a = x[i] > a ? x[i] : a;
        }
        return Math.max(Math.max(Math.max(a, b), Math.max(c, d)), Math.max(Math.max(e, f), Math.max(g, h)));
    }

    /** x_from + … + x_from+length−1 in float64. */
    public static double sum(float[] x, int from, int length) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int end = from + length;
        int i = from;
        for (; i + 7 < end; i += 8) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        for (; i < end; i++) {
            a += x[i];
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
}
