package io.rectify.linalg;

/** Largest value and sum of a piece of an array, in four chains, because one would wait for each step in turn. */
final class RowScan {
    private RowScan() {}

    static float largest(float[] x, int from, int length) {
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

    static double sum(float[] x, int from, int length) {
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
