package io.rectify.linalg;

import java.util.Arrays;

/** Copies of arrays of rows, for types that hold some and are immutable. */
public final class DeepCopy {
    private DeepCopy() {}

    /** New rows of the same numbers. */
    public static double[][] of(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }
}
