package io.rectify.formats;

/** Whether floats are finite. */
final class FiniteFloats {
    private FiniteFloats() {}

    /** Index of the first of {@code count} values that is NaN or infinite; {@code count} if all are finite. */
    static int firstNonFinite(float[] values, int count) {
        int i = 0;
        while (i < count && Math.abs(values[i]) <= Float.MAX_VALUE) {
            i++;
        }
        return i;
    }
}
